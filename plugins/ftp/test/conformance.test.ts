import { conformanceCases, givenCredentials, type Harness, runCase } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { ftp } from "@holdfast/location-ftp";
import { describeWith, freePort, type FtpServer } from "@holdfast/testservers";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor } from "./connecting.ts";
import { servers } from "./servers.ts";

function harnessFor(server: FtpServer): Harness {
  let directories = 0;
  return {
    plugin: ftp,
    usesNetwork: true,
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
  };
}

async function readOnlyDirectory(server: FtpServer): Promise<LocationAddress> {
  const directory = await mkdtemp(join(server.directory, "read-only-"));
  await chmod(directory, 0o555);
  return addressOn(server, { directory: basename(directory) });
}

for (const [name, start] of servers) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    const harness = harnessFor(server);
    for (const each of conformanceCases) {
      test(each.title, async ({ skip }) => {
        const { notApplicable } = await runCase(each, harness);
        if (notApplicable !== undefined) skip(notApplicable);
      });
    }
  });
}
