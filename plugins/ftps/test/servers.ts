import type { FtpServer, FtpTls, Missing } from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";

/** A server that the tests run against. */
export interface Kind {
  readonly name: string;
  readonly tls: FtpTls;
  start(): Promise<FtpServer | Missing>;
}

/** vsftpd and ProFTPD require that data connections resume the control connection's TLS session. */
export const kinds: readonly Kind[] = [
  { name: "vsftpd", tls: "explicit", start: () => startVsftpd({ tls: "explicit" }) },
  { name: "vsftpd", tls: "implicit", start: () => startVsftpd({ tls: "implicit" }) },
  { name: "proftpd", tls: "explicit", start: () => startProftpd({ tls: "explicit" }) },
  { name: "proftpd", tls: "implicit", start: () => startProftpd({ tls: "implicit" }) },
  { name: "pure-ftpd", tls: "explicit", start: () => startPureFtpd({ tls: "explicit" }) },
];
