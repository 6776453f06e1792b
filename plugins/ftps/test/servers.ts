import type { FtpServer, FtpTls, Missing } from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";

/** A server that the tests run against; `config` are lines for its configuration. */
export interface Kind {
  readonly name: string;
  readonly tls: FtpTls;
  start(config?: readonly string[]): Promise<FtpServer | Missing>;
}

/** vsftpd and ProFTPD require that data connections resume the control connection's TLS session. */
export const kinds: readonly Kind[] = [
  { name: "vsftpd", tls: "explicit", start: (config = []) => startVsftpd({ tls: "explicit", config }) },
  { name: "vsftpd", tls: "implicit", start: (config = []) => startVsftpd({ tls: "implicit", config }) },
  { name: "proftpd", tls: "explicit", start: (config = []) => startProftpd({ tls: "explicit", config }) },
  { name: "proftpd", tls: "implicit", start: (config = []) => startProftpd({ tls: "implicit", config }) },
  { name: "pure-ftpd", tls: "explicit", start: (config = []) => startPureFtpd({ tls: "explicit", config }) },
];
