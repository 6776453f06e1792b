import { basename } from "node:path";
import { type FtpServer, type FtpTls, isMissing, type Missing } from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";
import { withCertificate } from "../certificate.ts";
import { smallBytes, type Subject } from "../subject.ts";

type Start = (options: { tls?: FtpTls }) => Promise<FtpServer | Missing>;

/** FTP and FTPS on the three servers. */
export const subjects: readonly Subject[] = [
  subject("vsftpd", startVsftpd),
  subject("vsftpd", startVsftpd, "explicit"),
  subject("vsftpd", startVsftpd, "implicit"),
  subject("proftpd", startProftpd),
  subject("proftpd", startProftpd, "explicit"),
  subject("proftpd", startProftpd, "implicit"),
  subject("pure-ftpd", (options) => startPureFtpd(options as { tls?: "explicit" })),
  subject("pure-ftpd", (options) => startPureFtpd(options as { tls?: "explicit" }), "explicit"),
];

function subject(name: string, start: Start, tls?: FtpTls): Subject {
  const scheme = tls === undefined ? "ftp" : "ftps";
  return {
    type: scheme.toUpperCase(),
    server: tls === undefined ? name : `${name}, ${tls}`,
    async start() {
      const server = await start(tls === undefined ? {} : { tls });
      if (isMissing(server)) return server;
      const url = (directory: string): string => `${scheme}://127.0.0.1:${server.port}/${directory}`;
      const options = tls === undefined ? [] : ["--option", `tls=${tls}`];
      return {
        url,
        login: server,
        ...withCertificate(server.identity, options),
        restart: () => server.restart(),
        full: async () => ({ url: url(basename(await server.smallDirectory(smallBytes))) }),
        lists: true,
        stop: () => server.stop(),
      };
    },
  };
}
