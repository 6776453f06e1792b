import { conformanceCases, type Harness, runCase } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { sftp } from "@holdfast/location-sftp";
import { describeWith, freePort } from "@holdfast/testservers";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor, only } from "./connecting.ts";

interface Variant {
  readonly title: string;
  readonly config: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Whether the server has OpenSSH's extensions of the protocol. */
  readonly extensions: boolean;
}

function harnessFor(server: OpensshServer, { options, extensions }: Variant): Harness {
  let directories = 0;
  const { smallDirectory } = server;
  return {
    plugin: sftp,
    usesNetwork: true,
    capabilities: {
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: extensions,
      atomicRename: extensions,
      freeSpace: extensions,
      operationsPerSession: 2,
      sessions: 4,
    },
    address: () => addressOn(server, { directory: `case-${++directories}`, options }),
    context: (changes) => contextFor(server, changes),
    wrongCredentials: () => contextFor(server, only({ password: "wrong" })),
    untrusting: () => contextFor(server, { trust: {} }),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    // Without statvfs a full disk is a failure like any other.
    ...(smallDirectory &&
      extensions && {
        full: async () => addressOn(server, { directory: basename(await smallDirectory(4 * 1024 * 1024)) }),
      }),
    readOnly: () => readOnlyDirectory(server),
    disconnect: server.disconnect,
    suspend: server.suspend,
    resume: server.resume,
  };
}

async function readOnlyDirectory(server: OpensshServer): Promise<LocationAddress> {
  const directory = await mkdtemp(join(server.directory, "read-only-"));
  await chmod(directory, 0o555);
  return addressOn(server, { directory: basename(directory) });
}

const variants: readonly Variant[] = [
  { title: "with the defaults", config: [], options: {}, extensions: true },
  {
    title: "SFTP only and without extensions, new keys after each MiB, two requests of 32 KiB at a time",
    config: ["ForceCommand internal-sftp -P posix-rename,fsync,statvfs,limits", "RekeyLimit 1M"],
    options: { window: "64", "request-size": "32" },
    extensions: false,
  },
];

for (const variant of variants) {
  await describeWith(
    { describe, test, afterAll },
    "openssh",
    () => startOpenssh(variant),
    (server) => {
      describe(variant.title, () => {
        const harness = harnessFor(server, variant);
        for (const each of conformanceCases) {
          test(each.title, async ({ skip }) => {
            const { notApplicable } = await runCase(each, harness);
            if (notApplicable !== undefined) skip(notApplicable);
          });
        }
      });
    },
  );
}
