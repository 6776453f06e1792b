import { givenCredentials, type Harness, strangeNames, testConformance } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { ftp } from "@holdfast/location-ftp";
import { describeWith, freePort, type FtpServer, isMissing } from "@holdfast/testservers";
import { type HostileFtpServers, startHostileFtpServers } from "@holdfast/testservers/hostile-ftp";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor } from "./connecting.ts";
import { servers } from "./servers.ts";

/** A server and those that are worse. */
interface Servers {
  readonly server: FtpServer;
  readonly peers: HostileFtpServers;
}

/** One command at a time, no free space, and nothing that tells one server from another. */
const inapplicable = ["free-space", "parallel-operations", "untrusted-peer", "impostor"];

function harnessFor({ server, peers }: Servers, volumesBytes: number | undefined): Harness {
  let directories = 0;
  const at = ({ port }: { port: number }): LocationAddress => addressOn(server, { port });
  return {
    plugin: ftp,
    usesNetwork: true,
    inapplicable: volumesBytes === undefined ? [...inapplicable, "many-volumes"] : inapplicable,
    capabilities: {
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: false,
      operationsPerSession: 1,
      sessions: 4,
    },
    address: () => addressOn(server, { directory: `case-${(directories += 1)}` }),
    context: (changes) => contextFor(server, changes),
    wrongCredentials: () =>
      contextFor(server, { credentials: givenCredentials({ password: "wrong-password" }) }),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    full: async () => {
      const directory = basename(await server.smallDirectory(4 * 1024 * 1024));
      return addressOn(server, { directory });
    },
    readOnly: () => readOnlyDirectory(server),
    disconnect: server.disconnect,
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

async function readOnlyDirectory(server: FtpServer): Promise<LocationAddress> {
  const directory = await mkdtemp(join(server.directory, "read-only-"));
  await chmod(directory, 0o555);
  return addressOn(server, { directory: basename(directory) });
}

for (const [name, start] of servers) {
  const startAll = async () => {
    const server = await start();
    if (isMissing(server)) return server;
    const peers = await startHostileFtpServers(strangeNames);
    const stop = async (): Promise<void> => void (await Promise.all([server.stop(), peers.stop()]));
    return { server, peers, stop };
  };
  await describeWith({ describe, test, afterAll }, name, startAll, (all) => {
    testConformance({ test }, harnessFor(all, name === "vsftpd" ? 512 * 1024 * 1024 : undefined));
  });
}
