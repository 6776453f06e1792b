import { connectContext, type Harness, testConformance } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { nfs } from "@holdfast/location-nfs";
import { describeWith, freePort, isMissing, startTcpProxy, type TcpProxy } from "@holdfast/testservers";
import { type GaneshaServer, startGanesha } from "@holdfast/testservers/ganesha";
import { afterAll, describe, test } from "vitest";
import { addressOn } from "./connecting.ts";
import { type HostilePeers, startHostilePeers } from "./hostile-peers.ts";

interface Variant {
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  /** Bytes that `many-volumes` moves; for one variant of each version, since it takes its time. */
  readonly volumesBytes?: number;
  /** Whether another variant's run does for those who wait. */
  readonly slow?: boolean;
}

/** A server and what stands around it. */
interface Servers {
  readonly server: GaneshaServer;
  /** In front of the server, which has one process for all connections and cannot cut them. */
  readonly proxy: TcpProxy;
  readonly peers: HostilePeers;
}

function harnessFor({ server, proxy, peers }: Servers, { options, volumesBytes }: Variant): Harness {
  let directories = 0;
  const next = (): string => `case-${++directories}`;
  const at = ({ port }: { port: number }): LocationAddress => ({
    location: `nfs://127.0.0.1:${port}/export`,
    type: "NFS",
    options: { vers: "3", mountport: String(port) },
  });
  return {
    plugin: nfs,
    usesNetwork: true,
    inapplicable: [...withoutLogin, ...(volumesBytes === undefined ? ["many-volumes"] : [])],
    capabilities: {
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: true,
      operationsPerSession: 2,
      sessions: 4,
    },
    address: () => addressOn(server, { port: proxy.port, directory: next(), options }),
    context: connectContext,
    unreachable: async () => addressOn(server, { port: await freePort(), options }),
    full: () => addressOn(server, { export: server.small, directory: next(), options }),
    readOnly: () => addressOn(server, { export: server.readOnly, options }),
    disconnect: proxy.disconnect,
    suspend: server.suspend,
    resume: server.resume,
    restart: server.restart,
    ...(volumesBytes !== undefined && { volumesBytes }),
    hostile: {
      endlessReply: () => at(peers.endlessReply),
      endlessListing: () => at(peers.endlessListing),
      strangeNames: () => at(peers.strangeNames),
      shortFile: () => at(peers.shortFile),
      shortPut: () => at(peers.shortPut),
    },
  };
}

/** Cases about passwords, certificates and host keys, of which AUTH_SYS has none. */
const withoutLogin = ["wrong-credentials", "untrusted-peer", "impostor"];
const small = { "request-size": "32", window: "64" };
const volumesBytes = 128 * 1024 * 1024;
const variants: readonly Variant[] = [
  { title: "version 4.1, which is negotiated", options: {}, volumesBytes },
  { title: "version 4.1, two requests of 32 KiB at a time", options: { vers: "4.1", ...small }, slow: true },
  { title: "version 3", options: { vers: "3" }, volumesBytes },
  { title: "version 3, two requests of 32 KiB at a time", options: { vers: "3", ...small }, slow: true },
];

async function start() {
  const server = await startGanesha();
  if (isMissing(server)) return server;
  const proxy = await startTcpProxy(server.port, {});
  const peers = await startHostilePeers();
  const stop = async (): Promise<void> => {
    peers.stop();
    await proxy.stop();
    await server.stop();
  };
  return { server, proxy, peers, stop };
}

for (const variant of variants) {
  await describeWith({ describe, test, afterAll }, "ganesha", start, (servers) => {
    describe(variant.title, { tags: variant.slow ? ["slow"] : [] }, () => {
      testConformance({ test }, harnessFor(servers, variant));
    });
  });
}
