import { conformanceCases, type Harness, runCase } from "@holdfast/conformance";
import type { Capabilities } from "@holdfast/contract";
import { http } from "@holdfast/location-http";
import { describeWith, freePort, type Missing, type WebServer } from "@holdfast/testservers";
import { startApache } from "@holdfast/testservers/apache";
import { startBareHttp } from "@holdfast/testservers/bare-http";
import { startLighttpd } from "@holdfast/testservers/lighttpd";
import { startNginx } from "@holdfast/testservers/nginx";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor, only } from "./connecting.ts";

interface Variant {
  readonly server: string;
  readonly title: string;
  readonly start: () => Promise<WebServer | Missing>;
  readonly dav: boolean;
  /** Whether a full disk is told from other failures. */
  readonly tellsFull: boolean;
  /** Whether the password is to be sent as a token. */
  readonly token?: boolean;
}

const dav: Partial<Capabilities> = {
  read: true,
  readFromOffset: true,
  list: true,
  remove: true,
  atomicPut: true,
  atomicRename: true,
  freeSpace: false,
  operationsPerSession: 4,
  sessions: 2,
};
const bare: Partial<Capabilities> = {
  ...dav,
  list: false,
  remove: false,
  atomicPut: false,
  atomicRename: false,
};

function harnessFor(server: WebServer, variant: Variant): Harness {
  const { smallDirectory, disconnect } = server;
  const credentials = (secret: string) => only(variant.token ? { token: secret } : { password: secret });
  let directories = 0;
  return {
    plugin: http,
    usesNetwork: true,
    capabilities: variant.dav ? dav : bare,
    address: () => addressOn(server, { directory: `case-${++directories}` }),
    context: (changes) => contextFor(server, { ...credentials(server.password), ...changes }),
    wrongCredentials: () => contextFor(server, credentials("wrong")),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    ...(smallDirectory &&
      variant.tellsFull && {
        full: async () => addressOn(server, { directory: await smallDirectory(4 * 1024 * 1024) }),
      }),
    readOnly: async () => addressOn(server, { directory: await server.readOnlyDirectory() }),
    ...(disconnect && { disconnect }),
    suspend: server.suspend,
    resume: server.resume,
  };
}

const variants: readonly Variant[] = [
  { server: "nginx", title: "Basic", start: () => startNginx(), dav: true, tellsFull: false },
  { server: "apache", title: "Basic", start: () => startApache(), dav: true, tellsFull: true },
  {
    server: "apache",
    title: "Digest with MD5",
    start: () => startApache({ authentication: "digest" }),
    dav: true,
    tellsFull: true,
  },
  { server: "lighttpd", title: "Basic", start: () => startLighttpd(), dav: true, tellsFull: false },
  {
    server: "lighttpd",
    title: "Digest with SHA-256",
    start: () => startLighttpd({ authentication: "digest" }),
    dav: true,
    tellsFull: false,
  },
  { server: "bare-http", title: "Basic", start: () => startBareHttp(), dav: false, tellsFull: true },
  {
    server: "bare-http",
    title: "Bearer, without ranges",
    start: () => startBareHttp({ authentication: "bearer", ranges: false }),
    dav: false,
    tellsFull: true,
    token: true,
  },
];

for (const variant of variants) {
  await describeWith({ describe, test, afterAll }, variant.server, variant.start, (server) => {
    describe(variant.title, () => {
      const harness = harnessFor(server, variant);
      for (const each of conformanceCases) {
        test(each.title, async ({ skip }) => {
          const { notApplicable } = await runCase(each, harness);
          if (notApplicable !== undefined) skip(notApplicable);
        });
      }
    });
  });
}
