import { givenCredentials, type Harness, strangeNames, testConformance } from "@holdfast/conformance";
import type { LocationAddress, Trust } from "@holdfast/contract";
import { ftps } from "@holdfast/location-ftps";
import {
  debianProgram,
  describeWith,
  freePort,
  type FtpServer,
  isMissing,
  makeTlsIdentity,
  type TlsIdentity,
} from "@holdfast/testservers";
import { type HostileFtpServers, startHostileFtpServers } from "@holdfast/testservers/hostile-ftp";
import { ScriptedFtpServer } from "@holdfast/testservers/scripted-ftp";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor } from "./connecting.ts";
import { type Kind, kinds } from "./servers.ts";

interface Variant {
  readonly title: string;
  /** Whether the other variant's run does for those who wait. */
  readonly slow: boolean;
  readonly options: Readonly<Record<string, string>>;
  trust(server: FtpServer): Trust;
}

const variants: readonly Variant[] = [
  {
    title: "TLS 1.3, by its authority",
    slow: false,
    options: {},
    trust: ({ identity }) => ({ caPem: identity?.caPem ?? "" }),
  },
  {
    title: "TLS 1.2, by its fingerprint",
    slow: true,
    options: { "tls-max-version": "1.2" },
    trust: ({ identity }) => ({ tlsFingerprint: identity?.fingerprint ?? "" }),
  },
];

/** A server, those that are worse, and one that only pretends to be it. */
interface Servers {
  readonly server: FtpServer;
  readonly peers: HostileFtpServers;
  readonly impostor: ScriptedFtpServer;
  readonly impostorIdentity: TlsIdentity;
}

function harnessFor(all: Servers, { name, tls }: Kind, { options, trust }: Variant): Harness {
  const { server, peers, impostor, impostorIdentity } = all;
  let directories = 0;
  const address = (directory: string): LocationAddress => addressOn(server, tls, { directory, options });
  const trusting = { trust: trust(server) };
  const at = ({ port }: { port: number }): LocationAddress =>
    addressOn(server, "implicit", { port, options });
  const movesVolumes = name === "proftpd" && tls === "explicit";
  const inapplicable = ["free-space", "parallel-operations"];
  return {
    plugin: ftps,
    usesNetwork: true,
    inapplicable: movesVolumes ? inapplicable : [...inapplicable, "many-volumes"],
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
    address: () => address(`${Object.keys(options).length}-case-${(directories += 1)}`),
    context: (changes) => contextFor(server, { ...trusting, ...changes }),
    wrongCredentials: () =>
      contextFor(server, { ...trusting, credentials: givenCredentials({ password: "wrong-password" }) }),
    untrusting: () => contextFor(server, { trust: {} }),
    unreachable: async () => addressOn(server, tls, { port: await freePort() }),
    full: async () => address(basename(await server.smallDirectory(4 * 1024 * 1024))),
    readOnly: async () => {
      const directory = await mkdtemp(join(server.directory, "read-only-"));
      await chmod(directory, 0o555);
      return address(basename(directory));
    },
    disconnect: server.disconnect,
    suspend: server.suspend,
    resume: server.resume,
    restart: server.restart,
    ...(movesVolumes && { volumesBytes: 256 * 1024 * 1024 }),
    impostor: () => ({
      address: at(impostor),
      fingerprint: impostorIdentity.fingerprint,
      received: () => impostor.received.toString(),
    }),
    hostile: {
      endlessReply: () => at(peers.endlessReply),
      endlessListing: () => at(peers.endlessListing),
      strangeNames: () => at(peers.strangeNames),
      shortFile: () => at(peers.shortFile),
      shortPut: () => at(peers.shortPut),
    },
  };
}

async function startAll(kind: Kind) {
  const openssl = await debianProgram("openssl");
  if (isMissing(openssl)) return openssl;
  const server = await kind.start();
  if (isMissing(server)) return server;
  const impostorIdentity = await makeTlsIdentity(openssl);
  const impostor = await ScriptedFtpServer.start({}, undefined, impostorIdentity);
  const peers = await startHostileFtpServers(strangeNames, server.identity);
  const stop = async (): Promise<void> => {
    await Promise.all([server.stop(), impostor.stop(), peers.stop()]);
  };
  return { server, impostor, impostorIdentity, peers, stop };
}

for (const kind of kinds) {
  await describeWith(
    { describe, test, afterAll },
    kind.name,
    () => startAll(kind),
    (all) => {
      for (const variant of variants) {
        const tags = variant.slow || kind.tls === "implicit" ? ["slow"] : [];
        describe(`${kind.tls} TLS, ${variant.title}`, { tags }, () => {
          testConformance({ test }, harnessFor(all, kind, variant));
        });
      }
    },
  );
}
