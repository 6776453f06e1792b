import { connectNfs, type NfsClient } from "@holdfast/location-nfs/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { XdrWriter } from "../src/protocol/xdr-writer.ts";
import { body, calm } from "./connecting.ts";
import { attributes, emptyNfs3, ok } from "./scripted-nfs3.ts";
import { type Answer, type Call, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

const [guarded, exclusive] = [1, 2];
const notSupported = 10_004;
const empty = body(new Uint8Array());

/** What a CREATE asked for. */
interface Asked {
  readonly name: string;
  readonly mode: number;
  /** Of an exclusive one. */
  readonly verifier: string | undefined;
}

/** What a server of version 3 was asked to create, in order; it loses some connections instead of answering. */
let asked: Asked[];
let modes: number[];
let server: ScriptedServer;
let nfs: NfsClient;

const created = (): XdrWriter =>
  new XdrWriter().uint32(ok).bool(true).opaque(Buffer.from("file")).bool(false).bool(false).bool(false);
const refused = (): XdrWriter => new XdrWriter().uint32(notSupported).bool(false).bool(false);

function read({ args }: Call): Asked {
  args.opaque(64);
  const name = args.opaque(255).toString();
  const mode = args.uint32();
  return { name, mode, verifier: mode === exclusive ? args.fixedOpaque(8).toString("hex") : undefined };
}

/** @param knowsExclusive whether the server knows exclusive CREATE @param loses the CREATEs, by number, that it never answers */
async function connectTo({ knowsExclusive, loses }: { knowsExclusive: boolean; loses: readonly number[] }) {
  const answer = (call: Call): Answer => {
    const create = read(call);
    asked.push(create);
    if (loses.includes(asked.length)) return { raw: Buffer.alloc(0) };
    return create.mode === exclusive && !knowsExclusive ? refused() : created();
  };
  const script = emptyNfs3({
    CREATE: answer,
    SETATTR: ({ args }) => {
      args.opaque(64);
      args.bool();
      modes.push(args.uint32());
      return new XdrWriter().uint32(ok).bool(false).bool(false);
    },
    GETATTR: () => attributes(new XdrWriter().uint32(ok), { size: 0 }),
  });
  server = await startScriptedServer((call, socket) => {
    const given = script(call);
    if (given !== undefined && "raw" in given) socket.destroy();
    return given;
  });
  nfs = await connectNfs({
    host: "127.0.0.1",
    port: server.port,
    mountPort: server.port,
    path: "/export",
    version: "3",
    reconnect: true,
  });
}

beforeEach(() => {
  asked = [];
  modes = [];
});
afterEach(async () => {
  await nfs.close();
  server.stop();
});

describe("a file of version 3", () => {
  test("is made exclusively, then given its mode", async () => {
    await connectTo({ knowsExclusive: true, loses: [] });
    await nfs.put("file", empty, calm);
    expect(asked.map(({ mode }) => mode)).toEqual([exclusive]);
    expect(modes).toEqual([0o600]);
  });

  test("is asked for with the same verifier again when the connection was lost", async () => {
    await connectTo({ knowsExclusive: true, loses: [1] });
    await nfs.put("file", empty, calm);
    expect(asked.length).toBe(2);
    expect(asked[1]).toEqual(asked[0]);
  });

  test("has a verifier of its own", async () => {
    await connectTo({ knowsExclusive: true, loses: [] });
    await nfs.put("one", empty, calm);
    await nfs.put("two", empty, calm);
    expect(asked[1]?.verifier).not.toBe(asked[0]?.verifier);
  });

  test("is made where the server knows guarded CREATE only", async () => {
    await connectTo({ knowsExclusive: false, loses: [] });
    await nfs.put("file", empty, calm);
    expect(asked.map(({ mode }) => mode)).toEqual([exclusive, guarded]);
    expect(modes).toEqual([]);
  });

  test("is not asked for twice by guarded CREATE", async () => {
    await connectTo({ knowsExclusive: false, loses: [2] });
    await expect(nfs.put("file", empty, calm)).rejects.toMatchObject({ code: "connection-lost" });
    expect(asked.map(({ mode }) => mode)).toEqual([exclusive, guarded]);
  });
});
