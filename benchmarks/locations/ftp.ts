import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianProgram, type FtpServer, isMissing } from "@holdfast/testservers";
import { startVsftpd } from "@holdfast/testservers/vsftpd";
import type { Direction, OwnClient, Subject } from "./subject.ts";

/** FTP beside `lftp`, on vsftpd. */
export const ftp: Subject = subject("FTP");

/** FTPS beside `lftp`, both with explicit TLS on all connections, on vsftpd. */
export const ftps: Subject = subject("FTPS");

function subject(type: "FTP" | "FTPS"): Subject {
  return {
    type,
    async start(work) {
      const client = await debianProgram({ package: "lftp", file: "usr/bin/lftp" });
      if (isMissing(client)) return client;
      const server = await startVsftpd(type === "FTPS" ? { tls: "explicit" } : {});
      if (isMissing(server)) return server;
      const home = join(work, type.toLowerCase());
      mkdirSync(home);
      const login = [...settings(server, home), `open --env-password ftp://${server.user}@${at(server)}/`];
      // Its own home, so that nobody's settings count.
      const env = { ...client.env, LFTP_HOME: home, LFTP_PASSWORD: server.password };
      const command = (direction: Direction, file: string) => ({
        argv: [client.path, "--norc", "-c", [...login, move(direction, file)].join("; ")] as const,
        env,
      });
      return {
        own: ownClient(type, server),
        native: { name: "lftp", command },
        stop: () => server.stop(),
      };
    },
  };
}

function move(direction: Direction, file: string): string {
  return direction === "put" ? `put ${file} -o native` : "get native -o /dev/null";
}

/** Fails instead of trying again, replaces files, and takes no connection but one checked against the authority. */
function settings({ identity }: FtpServer, home: string): readonly string[] {
  const always = ["set cmd:fail-exit yes", "set net:max-retries 1", "set xfer:clobber yes"];
  if (identity === undefined) return [...always, "set ftp:ssl-allow no"];
  const authority = join(home, "ca.pem");
  writeFileSync(authority, identity.caPem);
  const tls = ["ssl-force", "ssl-protect-data"].map((name) => `set ftp:${name} yes`);
  return [...always, ...tls, `set ssl:ca-file ${authority}`, "set ssl:verify-certificate yes"];
}

function ownClient(type: "FTP" | "FTPS", server: FtpServer): OwnClient {
  const name = type.toLowerCase();
  return {
    module: `@holdfast/location-${name}`,
    plugin: name,
    address: { location: `${name}://${at(server)}/own`, type, user: server.user, options: {} },
    trust: server.identity === undefined ? {} : { caPem: server.identity.caPem },
    password: server.password,
  };
}

function at({ host, port }: FtpServer): string {
  return `${host}:${port}`;
}
