import { type Harness, testConformance } from "@holdfast/conformance";
import type { Trust } from "@holdfast/contract";
import { https } from "@holdfast/location-https";
import { describeWith, freePort, isMissing, type Missing, type WebServer } from "@holdfast/testservers";
import { startApache } from "@holdfast/testservers/apache";
import { startBareHttp } from "@holdfast/testservers/bare-http";
import { startLighttpd } from "@holdfast/testservers/lighttpd";
import { startNginx } from "@holdfast/testservers/nginx";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor, only } from "./connecting.ts";
import { type Impostor, startImpostor } from "./impostor.ts";

interface Variant {
  readonly server: string;
  readonly title: string;
  /** Whether another variant's run does for those who wait. */
  readonly slow?: boolean;
  readonly start: () => Promise<WebServer | Missing>;
  readonly dav: boolean;
  /** Whether a full disk is told from other failures. */
  readonly tellsFull: boolean;
  /** What is trusted instead of the server's authority. */
  readonly pinned: boolean;
  /** Bytes that `many-volumes` moves; for one variant only, since it takes its time. */
  readonly volumesBytes?: number;
}

/** A server and one that pretends to be it. */
interface Servers {
  readonly server: WebServer;
  readonly impostor: Impostor;
}

function harnessFor({ server, impostor }: Servers, variant: Variant): Harness {
  const { dav, tellsFull, pinned, volumesBytes } = variant;
  const { smallDirectory, disconnect, tls } = server;
  const trust: Trust = pinned ? { tlsFingerprint: tls!.fingerprint } : { caPem: tls!.caPem };
  const wrongTrust: Trust = pinned ? { tlsFingerprint: "00".repeat(32) } : {};
  let directories = 0;
  return {
    plugin: https,
    usesNetwork: true,
    inapplicable: inapplicableTo(variant),
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
    wrongCredentials: () => contextFor(server, { trust, ...only({ password: "wrong-HTTPS-password" }) }),
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
    restart: server.restart,
    ...(volumesBytes !== undefined && { volumesBytes }),
    impostor: () => ({
      address: addressOn(server, { port: impostor.port }),
      fingerprint: impostor.fingerprint,
      received: impostor.received,
    }),
  };
}

/** What a server confirmed it has; hostile peers are those of HTTP, and are tested there. */
function inapplicableTo({ dav, tellsFull, volumesBytes }: Variant): readonly string[] {
  return [
    ...["hostile-short-put", "hostile-endless-reply", "hostile-endless-listing"],
    ...["hostile-strange-names", "hostile-short-file", "free-space"],
    ...(volumesBytes === undefined ? ["many-volumes"] : []),
    ...(tellsFull ? [] : ["full", "full-parallel"]),
    ...(dav ? [] : needingDav),
  ];
}

const needingDav = [
  ...["list-absent", "list-one-level", "list-left-early", "list-many", "abort-list"],
  ...["remove-absent", "remove-file", "remove-empty-directory", "remove-full-directory"],
  ...["rename-replaces", "rename-absent", "abort-put-atomic", "two-sessions-directories"],
];

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
    volumesBytes: 256 * 1024 * 1024,
  },
  {
    server: "lighttpd",
    title: "with its authority",
    start: () => startLighttpd({ tls }),
    slow: true,
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

async function start(variant: Variant): Promise<(Servers & { stop(): Promise<void> }) | Missing> {
  const server = await variant.start();
  if (isMissing(server)) return server;
  const impostor = await startImpostor();
  if (isMissing(impostor)) return impostor;
  const stop = async (): Promise<void> => {
    await Promise.all([impostor.stop(), server.stop()]);
  };
  return { server, impostor, stop };
}

for (const variant of variants) {
  await describeWith(
    { describe, test, afterAll },
    variant.server,
    () => start(variant),
    (servers) => {
      describe(variant.title, { tags: variant.slow ? ["slow"] : [] }, () => {
        testConformance({ test }, harnessFor(servers, variant));
      });
    },
  );
}
