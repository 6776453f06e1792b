import { conformanceCases, type Harness, runCase } from "@holdfast/conformance";
import type { Trust } from "@holdfast/contract";
import { https } from "@holdfast/location-https";
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
  /** What is trusted instead of the server's authority. */
  readonly pinned: boolean;
}

function harnessFor(server: WebServer, { dav, tellsFull, pinned }: Variant): Harness {
  const { smallDirectory, disconnect, tls } = server;
  const trust: Trust = pinned ? { tlsFingerprint: tls!.fingerprint } : { caPem: tls!.caPem };
  const wrongTrust: Trust = pinned ? { tlsFingerprint: "00".repeat(32) } : {};
  let directories = 0;
  return {
    plugin: https,
    usesNetwork: true,
    capabilities: {
      read: true,
      readFromOffset: true,
      list: dav,
      remove: dav,
      atomicPut: dav,
      atomicRename: dav,
      freeSpace: false,
      operationsPerSession: 4,
      sessions: 2,
    },
    address: () => addressOn(server, { directory: `case-${++directories}` }),
    context: (changes) => contextFor(server, { trust, ...changes }),
    wrongCredentials: () => contextFor(server, { trust, ...only({ password: "wrong" }) }),
    untrusting: () => contextFor(server, { trust: wrongTrust }),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    ...(smallDirectory &&
      tellsFull && {
        full: async () => addressOn(server, { directory: await smallDirectory(4 * 1024 * 1024) }),
      }),
    readOnly: async () => addressOn(server, { directory: await server.readOnlyDirectory() }),
    ...(disconnect && { disconnect }),
    suspend: server.suspend,
    resume: server.resume,
  };
}

const tls = true;
const variants: readonly Variant[] = [
  {
    server: "nginx",
    title: "with its authority",
    start: () => startNginx({ tls }),
    dav: true,
    tellsFull: false,
    pinned: false,
  },
  {
    server: "apache",
    title: "with its fingerprint, and Digest",
    start: () => startApache({ tls, authentication: "digest" }),
    dav: true,
    tellsFull: true,
    pinned: true,
  },
  {
    server: "lighttpd",
    title: "with its authority",
    start: () => startLighttpd({ tls }),
    dav: true,
    tellsFull: false,
    pinned: false,
  },
  {
    server: "bare-http",
    title: "with its fingerprint",
    start: () => startBareHttp({ tls }),
    dav: false,
    tellsFull: true,
    pinned: true,
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
