import { givenCredentials, type Harness, testConformance } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { sftp } from "@holdfast/location-sftp";
import { describeWith, freePort, isMissing } from "@holdfast/testservers";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor, only } from "./connecting.ts";
import { type HostilePeers, startHostilePeers } from "./hostile-peers.ts";

interface Variant {
  readonly title: string;
  /** Whether another variant's run does for those who wait. */
  readonly slow?: boolean;
  readonly config: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Whether the server has OpenSSH's extensions of the protocol. */
  readonly extensions: boolean;
  /** Cases that do not apply; a server cannot keep fewer bytes than it has confirmed one by one. */
  readonly inapplicable: readonly string[];
  /** Bytes that `many-volumes` moves; for one variant only, since it takes its time. */
  readonly volumesBytes?: number;
}

/** A server and those that are worse. */
interface Servers {
  readonly server: OpensshServer;
  readonly peers: HostilePeers;
}

function harnessFor({ server, peers }: Servers, variant: Variant): Harness {
  const { options, extensions, volumesBytes, inapplicable } = variant;
  let directories = 0;
  const { smallDirectory } = server;
  const at = ({ port }: { port: number }): LocationAddress => addressOn(server, { port, directory: "/" });
  return {
    plugin: sftp,
    usesNetwork: true,
    inapplicable,
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
    context: (changes) => contextFor(server, { credentials: credentialsFor(server), ...changes }),
    wrongCredentials: () => contextFor(server, only({ password: "wrong-SFTP-password" })),
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
    restart: server.restart,
    ...(volumesBytes !== undefined && { volumesBytes }),
    impostor: () => ({
      address: at(peers.impostor),
      fingerprint: peers.impostorKey.fingerprint,
      received: () => peers.impostor.told.join("\n"),
    }),
    hostile: {
      endlessReply: () => at(peers.endlessReply),
      endlessListing: () => at(peers.endlessListing),
      strangeNames: () => at(peers.strangeNames),
      shortFile: () => at(peers.shortFile),
    },
  };
}

/** The key logs in; a password is there for those who should not get it. */
function credentialsFor({ identity, password }: OpensshServer): ReturnType<typeof givenCredentials> {
  const other = randomBytes(12).toString("base64url");
  return givenCredentials({ privateKey: identity.privateKey, password: password ?? other });
}

async function readOnlyDirectory(server: OpensshServer): Promise<LocationAddress> {
  const directory = await mkdtemp(join(server.directory, "read-only-"));
  await chmod(directory, 0o555);
  return addressOn(server, { directory: basename(directory) });
}

const variants: readonly Variant[] = [
  {
    title: "with the defaults",
    config: [],
    options: {},
    extensions: true,
    inapplicable: ["hostile-short-put"],
    volumesBytes: 512 * 1024 * 1024,
  },
  {
    title: "SFTP only and without extensions, new keys after each MiB, two requests of 32 KiB at a time",
    slow: true,
    config: ["ForceCommand internal-sftp -P posix-rename,fsync,statvfs,limits", "RekeyLimit 1M"],
    options: { window: "64", "request-size": "32" },
    extensions: false,
    inapplicable: [
      "free-space",
      "many-volumes",
      "rename-replaces",
      "rename-absent",
      "abort-put-atomic",
      "full",
      "full-parallel",
      "hostile-short-put",
    ],
  },
];

async function start(variant: Variant) {
  const server = await startOpenssh(variant);
  if (isMissing(server)) return server;
  const peers = await startHostilePeers(server.hostKeys.ed25519.privateKey);
  if (isMissing(peers)) return peers;
  const stop = async (): Promise<void> => {
    peers.stop();
    await server.stop();
  };
  return { server, peers, stop };
}

for (const variant of variants) {
  await describeWith(
    { describe, test, afterAll },
    "openssh",
    () => start(variant),
    (servers) => {
      describe(variant.title, { tags: variant.slow ? ["slow"] : [] }, () => {
        testConformance({ test }, harnessFor(servers, variant));
      });
    },
  );
}
