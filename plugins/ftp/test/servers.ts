import type { FtpServer, FtpServerOptions, Missing } from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";

type Start = (options?: Omit<FtpServerOptions, "tls">) => Promise<FtpServer | Missing>;

/** The servers that the tests run against. */
export const servers: readonly (readonly [name: string, start: Start])[] = [
  ["vsftpd", startVsftpd],
  ["proftpd", startProftpd],
  ["pure-ftpd", startPureFtpd],
];
