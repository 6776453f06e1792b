import { givenCredentials, type Harness, testConformance } from "@holdfast/conformance";
import type { LocationAddress } from "@holdfast/contract";
import { scp } from "@holdfast/location-scp";
import { describeWith, freePort, isMissing } from "@holdfast/testservers";
import type { DropbearServer } from "@holdfast/testservers/dropbear";
import type { OpensshServer } from "@holdfast/testservers/openssh";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { addressOn, contextFor, only, type SshServer } from "./connecting.ts";
import { type HostilePeers, startHostilePeers } from "./hostile-peers.ts";
import { type ServerKind, serverKinds } from "./servers.ts";

/** The one kind on which `many-volumes` moves its volumes, since it takes its time. */
const volumesKind = "OpenSSH without SFTP";

/** A server and those that are worse. */
interface Servers {
  readonly server: OpensshServer | DropbearServer;
  readonly peers: HostilePeers;
}

function harnessFor({ server, peers }: Servers, kind: ServerKind): Harness {
  let directories = 0;
  const { smallDirectory } = server;
  const at = ({ port }: { port: number }): LocationAddress => addressOn(server, { port, directory: "/" });
  return {
    plugin: scp,
    usesNetwork: true,
    capabilities: {
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: true,
      operationsPerSession: kind.scp ? 1 : 2,
      sessions: 4,
    },
    inapplicable: inapplicableTo(kind),
    address: () => addressOn(server, { directory: `case-${++directories}` }),
    context: (changes) => contextFor(server, { credentials: credentialsFor(server), ...changes }),
    wrongCredentials: () => contextFor(server, only({ password: "wrong-SCP-password" })),
    untrusting: () => contextFor(server, { trust: {} }),
    unreachable: async () => addressOn(server, { port: await freePort() }),
    ...(smallDirectory && {
      full: async () => addressOn(server, { directory: basename(await smallDirectory(4 * 1024 * 1024)) }),
    }),
    readOnly: () => readOnlyDirectory(server),
    disconnect: server.disconnect,
    suspend: server.suspend,
    resume: server.resume,
    restart: server.restart,
    ...(kind.title === volumesKind && { volumesBytes: 512 * 1024 * 1024 }),
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

/** A server cannot keep fewer bytes than it has confirmed one by one; `scp` runs once at a time on a connection. */
function inapplicableTo({ title, scp: goesByScp }: ServerKind): readonly string[] {
  const cases = ["hostile-short-put"];
  if (goesByScp) cases.push("parallel-operations");
  if (title !== volumesKind) cases.push("many-volumes");
  return cases;
}

/** The key logs in; a password is there for those who should not get it. */
function credentialsFor({
  identity,
  password,
}: SshServer & { password?: string | undefined }): ReturnType<typeof givenCredentials> {
  const other = randomBytes(12).toString("base64url");
  return givenCredentials({ privateKey: identity.privateKey, password: password ?? other });
}

async function readOnlyDirectory(server: SshServer): Promise<LocationAddress> {
  const directory = await mkdtemp(join(server.directory, "read-only-"));
  await chmod(directory, 0o555);
  return addressOn(server, { directory: basename(directory) });
}

async function start(kind: ServerKind) {
  const server = await kind.start();
  if (isMissing(server)) return server;
  const peers = await startHostilePeers(server.hostKeys.ed25519.privateKey);
  if (isMissing(peers)) return peers;
  const stop = async (): Promise<void> => {
    peers.stop();
    await server.stop();
  };
  return { server, peers, stop };
}

for (const kind of serverKinds) {
  await describeWith(
    { describe, test, afterAll },
    kind.name,
    () => start(kind),
    (servers) => {
      describe(kind.title, { tags: kind.slow ? ["slow"] : [] }, () => {
        testConformance({ test }, harnessFor(servers, kind));
      });
    },
  );
}
