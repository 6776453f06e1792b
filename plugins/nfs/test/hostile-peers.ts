import { strangeNames } from "@holdfast/conformance";
import { XdrWriter } from "../src/protocol/xdr-writer.ts";
import { attributes, emptyNfs3, found, ok, page, written } from "./scripted-nfs3.ts";
import { type Call, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** Servers of version 3 that break it or lie, as the kit's hooks of the same names describe them. */
export interface HostilePeers {
  readonly endlessReply: ScriptedServer;
  readonly endlessListing: ScriptedServer;
  readonly strangeNames: ScriptedServer;
  readonly shortFile: ScriptedServer;
  readonly shortPut: ScriptedServer;
  stop(): void;
}

export async function startHostilePeers(): Promise<HostilePeers> {
  const peers = {
    endlessReply: await startScriptedServer(emptyNfs3({ CREATE: sendWithoutEnd })),
    endlessListing: await startScriptedServer(emptyNfs3({ READDIRPLUS: listWithoutEnd() })),
    strangeNames: await startScriptedServer(emptyNfs3({ READDIRPLUS: listStrangeNames })),
    shortFile: await startScriptedServer(
      emptyNfs3({ LOOKUP: () => found({ size: 10_000 }), READ: sendTooLittle }),
    ),
    shortPut: await startScriptedServer(
      emptyNfs3({ WRITE: takeAll, GETATTR: () => attributes(new XdrWriter().uint32(ok), { size: 100 }) }),
    ),
  };
  const stop = (): void => {
    for (const peer of Object.values(peers)) peer.stop();
  };
  return { ...peers, stop };
}

/** A record that claims 2 GiB and begins to come. */
function sendWithoutEnd(): { raw: Buffer } {
  return { raw: Buffer.concat([Buffer.from("ffffffff", "hex"), Buffer.alloc(65_536, "x")]) };
}

/** Two pages that take turns, so that each goes on where the other ended. */
function listWithoutEnd(): () => XdrWriter {
  const entries = Array.from({ length: 1400 }, (_, index) => [index + 1, "volume.000001"] as const);
  const pages = [entries.slice(0, 700), entries.slice(700)].map((each) =>
    Buffer.concat(page(each, false).pieces()),
  );
  let turn = 0;
  return () => new XdrWriter().fixedOpaque(pages[(turn += 1) % 2] as Buffer);
}

function listStrangeNames(): XdrWriter {
  const names = ["ordinary", ...strangeNames, Buffer.from("ff80", "hex")];
  return page(
    names.map((name, index) => [index + 1, name] as const),
    true,
  );
}

function sendTooLittle({ args }: Call): XdrWriter {
  args.opaque(64);
  const data = args.uint64() === 0n ? Buffer.alloc(100) : Buffer.alloc(0);
  return new XdrWriter()
    .uint32(ok)
    .bool(false)
    .uint32(data.length)
    .bool(data.length === 0)
    .opaque(data);
}

function takeAll({ args }: Call): XdrWriter {
  args.opaque(64);
  args.uint64();
  return written(args.uint32());
}
