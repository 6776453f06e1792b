import { strangeNames } from "@holdfast/conformance";
import { debianProgram, isMissing, makeKeyPair, type Missing, type SshKeyPair } from "@holdfast/testservers";
import { tmpdir } from "node:os";
import type { ServerChannel } from "ssh2";
import { listingLine } from "../src/listing.ts";
import { askingLine } from "../src/offers.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** Servers that break SCP or lie, as the kit's hooks of the same names describe them. */
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
  const directory = tmpdir();
  const peer = (answer: Answer): Promise<ScriptedServer> =>
    startScriptedServer({ hostKey, directory, answer });
  const peers = {
    endlessReply: await peer(replyWithoutEnd),
    endlessListing: await peer(listWithoutEnd),
    strangeNames: await peer(listStrangeNames),
    shortFile: await peer(sendTooLittle),
    impostor: await startScriptedServer({
      hostKey: impostorKey.privateKey,
      directory,
      methods: ["password"],
    }),
  };
  const stop = (): void => {
    for (const each of Object.values(peers)) each.stop();
  };
  return { ...peers, impostorKey, stop };
}

/** Writes the same again and again, as fast as the client takes it. */
function repeat(channel: ServerChannel, data: Buffer): void {
  const write = (): void => {
    while (channel.writable && channel.write(data));
  };
  channel.on("drain", write);
  write();
}

function end(channel: ServerChannel): void {
  channel.exit(0);
  channel.end();
}

const replyWithoutEnd: Answer = (line, channel) => {
  if (line === askingLine) return false;
  repeat(channel, Buffer.concat([Buffer.of(1), Buffer.alloc(65_536, "x")]));
  return true;
};

const listWithoutEnd: Answer = (line, channel) => {
  if (line !== listingLine("/")) return false;
  repeat(channel, Buffer.from("fvolume.000001\0".repeat(4000)));
  return true;
};

const listStrangeNames: Answer = (line, channel) => {
  if (line !== listingLine("/")) return false;
  // A NUL ends a name, so that one inside makes two records.
  for (const name of ["ordinary", ...strangeNames]) channel.write(`f${name}\0`);
  channel.write(Buffer.from("66ff8000", "hex"));
  end(channel);
  return true;
};

const sendTooLittle: Answer = (line, channel) => {
  if (!line.startsWith("scp -f")) return false;
  channel.write("C0644 10000 file\n");
  channel.write(Buffer.alloc(100));
  end(channel);
  return true;
};
