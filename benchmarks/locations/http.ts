import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianProgram, isMissing, type WebServer } from "@holdfast/testservers";
import { startNginx } from "@holdfast/testservers/nginx";
import type { Direction, OwnClient, Subject } from "./subject.ts";

/** HTTP beside `curl`, on nginx. */
export const http: Subject = subject("HTTP");

/** HTTPS beside `curl`, on nginx. */
export const https: Subject = subject("HTTPS");

function subject(type: "HTTP" | "HTTPS"): Subject {
  return {
    type,
    async start(work) {
      const client = await debianProgram("curl");
      if (isMissing(client)) return client;
      const server = await startNginx({ tls: type === "HTTPS" });
      if (isMissing(server)) return server;
      const config = writeConfig(server, join(work, type.toLowerCase()));
      const command = (direction: Direction, file: string) => ({
        argv: [
          // First, so that nobody's settings count.
          ...([client.path, "--disable", "--config", config] as const),
          ...(direction === "put" ? ["--upload-file", file] : ["--output", "/dev/null"]),
          `${server.origin}/native`,
        ] as const,
        env: client.env,
      });
      return {
        own: ownClient(type, server),
        native: { name: "curl", command },
        stop: () => server.stop(),
      };
    },
  };
}

/** Login and trust, which the command line would show to others. @returns the path of the file for `--config` */
function writeConfig({ user, password, tls }: WebServer, prefix: string): string {
  const [config, authority] = [`${prefix}-curlrc`, `${prefix}-ca.pem`];
  if (tls !== undefined) writeFileSync(authority, tls.caPem);
  const lines = [
    "silent",
    "show-error",
    "fail",
    `user = "${user}:${password}"`,
    ...(tls === undefined ? [] : [`cacert = "${authority}"`]),
    "",
  ];
  writeFileSync(config, lines.join("\n"), { mode: 0o600 });
  return config;
}

function ownClient(type: "HTTP" | "HTTPS", server: WebServer): OwnClient {
  const name = type.toLowerCase();
  return {
    module: `@holdfast/location-${name}`,
    plugin: name,
    address: { location: `${server.origin}/own`, type, user: server.user, options: {} },
    trust: server.tls === undefined ? {} : { caPem: server.tls.caPem },
    password: server.password,
  };
}
