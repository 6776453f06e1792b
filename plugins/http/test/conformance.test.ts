import { type Harness, testConformance } from "@holdfast/conformance";
import { http } from "@holdfast/location-http";
import { describeWith, freePort, isMissing, type Missing, type WebServer } from "@holdfast/testservers";
import { startApache } from "@holdfast/testservers/apache";
import { startBareHttp } from "@holdfast/testservers/bare-http";
import { startLighttpd } from "@holdfast/testservers/lighttpd";
import { startNginx } from "@holdfast/testservers/nginx";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor, only } from "./connecting.ts";
import { startHostilePeers } from "./hostile-peers.ts";

interface Variant {
  readonly server: string;
  readonly title: string;
  readonly start: () => Promise<WebServer | Missing>;
  /** Whether another variant's run with the same server does for those who wait. */
  readonly slow?: boolean;
  readonly dav: boolean;
  /** Whether a full disk is told from other failures. */
  readonly tellsFull: boolean;
  /** Whether the password is to be sent as a token. */
  readonly token?: boolean;
  /** Bytes that `many-volumes` moves; for one variant only, since it takes its time. */
  readonly volumesBytes?: number;
}

type Peers = Awaited<ReturnType<typeof startHostilePeers>>;

/** A server and those that are worse. */
interface Servers {
  readonly server: WebServer;
  readonly peers: Peers;
}

function harnessFor({ server, peers }: Servers, variant: Variant): Harness {
  const { dav, tellsFull, volumesBytes } = variant;
  const { smallDirectory, disconnect } = server;
  const credentials = (secret: string) => only(variant.token ? { token: secret } : { password: secret });
  let directories = 0;
  return {
    plugin: http,
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
    context: (changes) => contextFor(server, { ...credentials(server.password), ...changes }),
    wrongCredentials: () => contextFor(server, credentials("wrong-HTTP-password")),
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
    hostile: {
      endlessReply: () => addressOn(server, { port: peers.endlessReply }),
      endlessListing: () => addressOn(server, { port: peers.endlessListing }),
      strangeNames: () => addressOn(server, { port: peers.strangeNames }),
      shortFile: () => addressOn(server, { port: peers.shortFile }),
    },
  };
}

/** Without TLS there is no peer to trust, and what a server confirmed it has. */
function inapplicableTo({ dav, tellsFull, volumesBytes }: Variant): readonly string[] {
  return [
    "untrusted-peer",
    "impostor",
    "hostile-short-put",
    "free-space",
    ...(volumesBytes === undefined ? ["many-volumes"] : []),
    ...(tellsFull ? [] : ["full", "full-parallel"]),
    ...(dav ? [] : needingDav),
  ];
}

const needingDav = [
  ...["hostile-endless-listing", "hostile-strange-names"],
  ...["list-absent", "list-one-level", "list-left-early", "list-many", "abort-list"],
  ...["remove-absent", "remove-file", "remove-empty-directory", "remove-full-directory"],
  ...["rename-replaces", "rename-absent", "abort-put-atomic", "two-sessions-directories"],
];

const variants: readonly Variant[] = [
  { server: "nginx", title: "Basic", start: () => startNginx(), dav: true, tellsFull: false },
  {
    server: "apache",
    title: "Basic",
    start: () => startApache(),
    dav: true,
    tellsFull: true,
    volumesBytes: 512 * 1024 * 1024,
  },
  {
    server: "apache",
    title: "Digest with MD5",
    start: () => startApache({ authentication: "digest" }),
    slow: true,
    dav: true,
    tellsFull: true,
  },
  { server: "lighttpd", title: "Basic", start: () => startLighttpd(), dav: true, tellsFull: false },
  {
    server: "lighttpd",
    title: "Digest with SHA-256",
    start: () => startLighttpd({ authentication: "digest" }),
    slow: true,
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

async function start(variant: Variant): Promise<(Servers & { stop(): Promise<void> }) | Missing> {
  const server = await variant.start();
  if (isMissing(server)) return server;
  const peers = await startHostilePeers();
  const stop = async (): Promise<void> => {
    await Promise.all([peers.stop(), server.stop()]);
  };
  return { server, peers, stop };
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
