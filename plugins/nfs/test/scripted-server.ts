import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { RecordAssembler, recordMark } from "../src/protocol/rpc/record-marking.ts";
import { XdrReader } from "../src/protocol/xdr-reader.ts";
import { XdrWriter } from "../src/protocol/xdr-writer.ts";

/** A call as a server sees it. */
export interface Call {
  readonly xid: number;
  readonly program: number;
  readonly procedure: number;
  readonly args: XdrReader;
  /** The whole record. */
  readonly record: Buffer;
}

/** What a server sends: the results of the call, or bytes of its own choice. */
export type Answer = XdrWriter | { readonly raw: Buffer } | undefined;

/** Answers a call, or not. */
export type Script = (call: Call, socket: Socket) => Answer | Promise<Answer>;

/** A server that answers as told; a real one would not. */
export interface ScriptedServer {
  readonly port: number;
  stop(): void;
}

const longestRecord = 2 * 1024 * 1024;

/** Starts a server of all RPC programs at one port of 127.0.0.1. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    const assembler = new RecordAssembler(longestRecord, (record) => void answer(script, socket, record));
    socket.on("data", (data: Buffer) => assembler.push(data));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function answer(script: Script, socket: Socket, record: Buffer): Promise<void> {
  const args = new XdrReader(record);
  const xid = args.uint32();
  args.fixedOpaque(4 + 4); // CALL, RPC version
  const program = args.uint32();
  args.uint32();
  const procedure = args.uint32();
  for (let auth = 0; auth < 2; auth++) {
    args.uint32();
    args.opaque(400);
  }
  const given = await script({ xid, program, procedure, args, record }, socket);
  if (given === undefined || socket.destroyed) return;
  socket.write(given instanceof XdrWriter ? accepted(xid, given) : given.raw);
}

/** The record of an accepted reply (RFC 5531 §9), with its mark. */
function accepted(xid: number, results: XdrWriter): Buffer {
  const [reply, acceptedReply, authNone, success] = [1, 0, 0, 0];
  const head = new XdrWriter().uint32(xid).uint32(reply).uint32(acceptedReply).uint32(authNone).uint32(0);
  const record = Buffer.concat([...head.uint32(success).pieces(), ...results.pieces()]);
  return Buffer.concat([recordMark(record.length), record]);
}
