import { strangeNames } from "@holdfast/conformance";
import { command } from "../src/protocol/header.ts";
import {
  answer,
  body,
  createAnswer,
  readAnswer,
  type ScriptedPeer,
  type Script,
  startScriptedPeer,
} from "./scripted-server.ts";

/** Servers that break SMB or lie, as the kit's hooks of the same names describe them; they take everybody as a guest. */
export interface HostilePeers {
  readonly endlessReply: ScriptedPeer;
  readonly endlessListing: ScriptedPeer;
  readonly strangeNames: ScriptedPeer;
  readonly shortFile: ScriptedPeer;
  readonly shortPut: ScriptedPeer;
  stop(): void;
}

const fileBytes = 10_000;
/** Nothing that was asked for is longer than 1 MiB. */
const tooLong = Buffer.alloc(2 * 1024 * 1024);

export async function startHostilePeers(): Promise<HostilePeers> {
  const peers = {
    endlessReply: await startScriptedPeer(withFiles(command.FLUSH, () => tooLong)),
    endlessListing: await startScriptedPeer(
      withFiles(command.QUERY_DIRECTORY, (request) =>
        listing(
          request,
          Array.from({ length: 600 }, () => "volume.000001"),
        ),
      ),
    ),
    strangeNames: await startScriptedPeer(listStrangeNames()),
    shortFile: await startScriptedPeer(withFiles(command.READ, sendTooLittle)),
    shortPut: await startScriptedPeer(
      withFiles(command.CLOSE, (request) => answer(request, body(60, 60, [2, "0100"], [48, "64"]))),
    ),
  };
  const stop = (): void => {
    for (const peer of Object.values(peers)) peer.stop();
  };
  return { ...peers, stop };
}

/** Answers like a server whose files all work, but for one command. */
function withFiles(wrong: number, script: Script): Script {
  return (request) => {
    switch (request.command) {
      case wrong:
        return script(request);
      case command.CREATE:
        return createAnswer(request, fileBytes);
      case command.WRITE: {
        const written = body(17, 16);
        written.writeUInt32LE(request.message.readUInt32LE(64 + 4), 4);
        return answer(request, written);
      }
      case command.FLUSH:
        return answer(request, body(4, 4));
      case command.SET_INFO:
        return answer(request, body(2, 2));
      case command.CLOSE:
        return answer(request, body(60, 60));
      default:
        return undefined;
    }
  };
}

const sendTooLittle: Script = (request) => {
  const isFirst = request.message.readBigUInt64LE(64 + 8) === 0n;
  return isFirst
    ? readAnswer(request, Buffer.alloc(100))
    : answer(request, body(9, 9), { status: 0xc0000011 });
};

function listStrangeNames(): Script {
  let asked = 0;
  return withFiles(command.QUERY_DIRECTORY, (request) => {
    if (asked++ % 2 === 1) return answer(request, body(9, 9), { status: 0x80000006 });
    return listing(request, ["ordinary", ...strangeNames, "half \ud800 of a pair"]);
  });
}

function listing(request: Parameters<Script>[0], names: readonly string[]): Buffer {
  const entries = names.map((name, index) => {
    const entry = Buffer.alloc((64 + name.length * 2 + 7) & ~7);
    entry.writeUInt32LE(index === names.length - 1 ? 0 : entry.length, 0);
    entry.writeUInt32LE(name.length * 2, 60);
    entry.write(name, 64, "utf16le");
    return entry;
  });
  const list = Buffer.concat(entries);
  const fixed = body(9, 8);
  fixed.writeUInt16LE(64 + fixed.length, 2);
  fixed.writeUInt32LE(list.length, 4);
  return answer(request, Buffer.concat([fixed, list]));
}
