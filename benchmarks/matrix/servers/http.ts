import { isMissing, type Missing, type WebServer, type WebServerOptions } from "@holdfast/testservers";
import { startApache } from "@holdfast/testservers/apache";
import { startBareHttp } from "@holdfast/testservers/bare-http";
import { startLighttpd } from "@holdfast/testservers/lighttpd";
import { startNginx } from "@holdfast/testservers/nginx";
import { withCertificate } from "../certificate.ts";
import { smallBytes, type StartedSubject, type Subject } from "../subject.ts";

/** What is particular to a server. */
type Particular = Pick<StartedSubject, "lists" | "fullMessage">;

const usual: Particular = { lists: true };
/** It answers a full disk as any other fault of its own. */
const silent: Particular = { lists: true, fullMessage: "holdfast.location.unexpected" };

/** HTTP and HTTPS on three servers with WebDAV and on one without. */
export const subjects: readonly Subject[] = [false, true].flatMap((tls) => [
  subject("nginx", startNginx, tls, silent),
  subject("apache", startApache, tls, usual),
  subject("lighttpd", startLighttpd, tls, silent),
  subject("bare PUT and GET", startBareHttp, tls, { lists: false }),
]);

function subject(
  name: string,
  start: (options: WebServerOptions & { authentication: "basic" }) => Promise<WebServer | Missing>,
  tls: boolean,
  particular: Particular,
): Subject {
  return {
    type: tls ? "HTTPS" : "HTTP",
    server: name,
    async start() {
      const server = await start({ tls, authentication: "basic" });
      if (isMissing(server)) return server;
      const { origin, smallDirectory } = server;
      if (smallDirectory === undefined) return { missing: "only root can make small file systems" };
      return {
        ...particular,
        ...withCertificate(server.tls, []),
        url: (directory) => `${origin}/${directory}`,
        login: server,
        restart: () => server.restart(),
        full: async () => ({ url: `${origin}/${await smallDirectory(smallBytes)}` }),
        stop: () => server.stop(),
      };
    },
  };
}
