import { givenCredentials, type Harness, testConformance } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { smb } from "@holdfast/location-smb";
import { describeWith, freePort, isMissing } from "@holdfast/testservers";
import { sambaConfigurations, type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { basename } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor } from "./connecting.ts";
import { type HostilePeers, startHostilePeers } from "./hostile-peers.ts";

interface Variant {
  readonly title: string;
  readonly config: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Bytes that `many-volumes` moves. */
  readonly volumesBytes: number;
  /** Whether another variant's run does for those who wait. */
  readonly slow?: boolean;
}

/** A server and those that are worse. */
interface Servers {
  readonly server: SambaServer;
  readonly peers: HostilePeers;
}

const mebibyte = 1024 * 1024;

const { "for old clients": _, ...current } = sambaConfigurations;
const quick = ["default", "SMB 2.1"];

const variants: readonly Variant[] = [
  ...Object.entries(current).map(([title, config]) => ({
    title,
    config,
    options: {},
    volumesBytes: (title === "default" ? 512 : 128) * mebibyte,
    slow: !quick.includes(title),
  })),
  {
    title: "signed with AES-CMAC, two requests of 64 KiB at a time",
    config: ["server smb3 signing algorithms = AES-128-CMAC"],
    options: { encryption: "on-demand", "request-size": "64", window: "128" },
    volumesBytes: 128 * mebibyte,
    slow: true,
  },
];

function harnessFor({ server, peers }: Servers, { options, volumesBytes }: Variant): Harness {
  let directories = 0;
  const at = ({ port }: { port: number }): LocationAddress =>
    addressOn(server, { port, options: { guest: "allow", signing: "preferred" } });
  return {
    plugin: smb,
    usesNetwork: true,
    // SMB has no certificate: a server proves that it knows the password.
    inapplicable: ["untrusted-peer", "impostor"],
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
    address: () => addressOn(server, { directory: `case-${++directories}`, options }),
    context: (changes) => contextFor(server, changes),
    wrongCredentials: () =>
      contextFor(server, { credentials: givenCredentials({ password: "wrong-SMB-password" }) }),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    full: async () => {
      const directory = basename(await server.smallDirectory(4 * mebibyte));
      return addressOn(server, { directory, options });
    },
    readOnly: () => addressOn(server, { share: server.readOnlyShare, options }),
    disconnect: server.disconnect,
    suspend: server.suspend,
    resume: server.resume,
    restart: server.restart,
    volumesBytes,
    hostile: {
      endlessReply: () => at(peers.endlessReply),
      endlessListing: () => at(peers.endlessListing),
      strangeNames: () => at(peers.strangeNames),
      shortFile: () => at(peers.shortFile),
      shortPut: () => at(peers.shortPut),
    },
  };
}

async function start(variant: Variant) {
  const server = await startSamba(variant);
  if (isMissing(server)) return server;
  const peers = await startHostilePeers();
  const stop = async (): Promise<void> => {
    peers.stop();
    await server.stop();
  };
  return { server, peers, stop };
}

for (const variant of variants) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () => start(variant),
    (servers) => {
      describe(variant.title, { tags: variant.slow ? ["slow"] : [] }, () => {
        testConformance({ test }, harnessFor(servers, variant));
      });
    },
  );
}
