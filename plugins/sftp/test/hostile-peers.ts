import { strangeNames } from "@holdfast/conformance";
import { debianProgram, isMissing, makeKeyPair, type Missing, type SshKeyPair } from "@holdfast/testservers";
import { encodePacket, type Field, packetType } from "../src/protocol/packet.ts";
import { statusCode } from "../src/protocol/status.ts";
import { type Reply, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** Servers that break SFTP or lie, as the kit's hooks of the same names describe them. */
export interface HostilePeers {
  readonly endlessReply: ScriptedServer;
  readonly endlessListing: ScriptedServer;
  readonly strangeNames: ScriptedServer;
  readonly shortFile: ScriptedServer;
  /** Takes passwords only, so that those who trust it give it theirs. */
  readonly impostor: ScriptedServer;
  readonly impostorKey: SshKeyPair;
  stop(): void;
}

/** @param hostKey the private key of the server that they pretend to be, the impostor aside */
export async function startHostilePeers(hostKey: string): Promise<HostilePeers | Missing> {
  const keygen = await debianProgram("ssh-keygen");
  if (isMissing(keygen)) return keygen;
  const impostorKey = await makeKeyPair(keygen, "ed25519");
  const peers = {
    endlessReply: await startScriptedServer(hostKey, sendWithoutEnd),
    endlessListing: await startScriptedServer(hostKey, listWithoutEnd),
    strangeNames: await startScriptedServer(hostKey, listStrangeNames()),
    shortFile: await startScriptedServer(hostKey, sendTooLittle),
    impostor: await startScriptedServer(impostorKey.privateKey, (_, id) => status(id, statusCode.ok), [
      "password",
    ]),
  };
  const stop = (): void => {
    for (const peer of Object.values(peers)) peer.stop();
  };
  return { ...peers, impostorKey, stop };
}

const handle = Buffer.from("handle");
const announcedBytes = 10_000n;
const sizePresent = 1;

/** Each answer is a packet that claims 2 GiB and begins to come. */
function sendWithoutEnd(): Buffer {
  return Buffer.concat([Buffer.from("7fffffff", "hex"), Buffer.alloc(65_536, "x")]);
}

const manyNames = names(
  0,
  Array.from({ length: 4000 }, () => "volume.000001"),
);

function listWithoutEnd(type: number, id: number): Buffer {
  if (type === packetType.opendir) return encodePacket(packetType.handle, id, [handle]);
  if (type !== packetType.readdir) return status(id, statusCode.ok);
  const answer = Buffer.from(manyNames);
  answer.writeUInt32BE(id, 5); // after length and type
  return answer;
}

function listStrangeNames(): Reply {
  let listed = false;
  return (type, id) => {
    if (type === packetType.opendir) {
      listed = false;
      return encodePacket(packetType.handle, id, [handle]);
    }
    if (type !== packetType.readdir) return status(id, statusCode.ok);
    if (listed) return status(id, statusCode.endOfFile);
    listed = true;
    return names(id, ["ordinary", ...strangeNames, Buffer.from("ff80", "hex")]);
  };
}

const sendTooLittle: Reply = (type, id, fields) => {
  if (type === packetType.open) return encodePacket(packetType.handle, id, [handle]);
  if (type === packetType.fstat)
    return encodePacket(packetType.attributes, id, [sizePresent, announcedBytes]);
  if (type !== packetType.read) return status(id, statusCode.ok);
  fields.bytes();
  const isFirst = fields.uint64() === 0n;
  return isFirst ? encodePacket(packetType.data, id, [Buffer.alloc(100)]) : status(id, statusCode.endOfFile);
};

function status(id: number, code: number): Buffer {
  return encodePacket(packetType.status, id, [code, "", ""]);
}

function names(id: number, all: readonly (string | Uint8Array)[]): Buffer {
  const entries = all.flatMap((name): Field[] => [name, "", 0]);
  return encodePacket(packetType.name, id, [all.length, ...entries]);
}
