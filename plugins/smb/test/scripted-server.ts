import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { duplexPair, type Duplex } from "node:stream";
import { der } from "../src/protocol/der.ts";
import { command, headerBytes } from "../src/protocol/header.ts";
import { FrameAssembler, framePrefix } from "../src/protocol/transport.ts";

/** A request as the server sees it. */
export interface ScriptedRequest {
  readonly command: number;
  readonly messageId: bigint;
  readonly charge: number;
  readonly message: Buffer;
}

/** What answers a request: whole messages, one after the other; `undefined` for nothing. */
export type Script = (request: ScriptedRequest) => Buffer | readonly Buffer[] | undefined;

/** What stands in the header of an answer. */
export interface AnswerHeader {
  readonly status?: number;
  readonly credits?: number;
  readonly flags?: number;
  readonly nextCommand?: number;
  readonly messageId?: bigint;
  readonly command?: number;
  readonly treeId?: number;
}

/** An answer to a request. */
export function answer(request: ScriptedRequest, body: Uint8Array, header: AnswerHeader = {}): Buffer {
  const encoded = Buffer.alloc(headerBytes);
  encoded.write("fe534d424000", 0, "hex");
  encoded.writeUInt32LE(header.status ?? 0, 8);
  encoded.writeUInt16LE(header.command ?? request.command, 12);
  encoded.writeUInt16LE(header.credits ?? request.charge, 14);
  encoded.writeUInt32LE(header.flags ?? 1, 16);
  encoded.writeUInt32LE(header.nextCommand ?? 0, 20);
  encoded.writeBigUInt64LE(header.messageId ?? request.messageId, 24);
  encoded.writeUInt32LE(header.treeId ?? 7, 36);
  encoded.writeBigUInt64LE(99n, 40);
  return Buffer.concat([encoded, body]);
}

/** A body of that size with its StructureSize, and with fields written over it. */
export function body(
  structureSize: number,
  bytes: number,
  ...fields: readonly (readonly [at: number, hex: string])[]
): Buffer {
  const encoded = Buffer.alloc(bytes);
  encoded.writeUInt16LE(structureSize, 0);
  for (const [at, hex] of fields) encoded.write(hex, at, "hex");
  return encoded;
}

/** NEGOTIATE: SMB 2.1, large requests of up to 1 MiB, no word about authentication. */
export function negotiateAnswer(request: ScriptedRequest): Buffer {
  const mebibyte = "00001000";
  return answer(
    request,
    body(65, 64, [2, "01001002"], [24, "04000000"], [28, mebibyte + mebibyte + mebibyte]),
    { credits: 1 },
  );
}

/** The first answer to SESSION_SETUP: a challenge of NTLM. */
export function challengeAnswer(request: ScriptedRequest): Buffer {
  const targetInfo = Buffer.from("00000000", "hex");
  const challenge = Buffer.alloc(56);
  challenge.write("NTLMSSP\0", 0, "latin1");
  challenge.writeUInt32LE(2, 8);
  challenge.writeUInt32LE(0x00880205, 20);
  challenge.writeUInt16LE(targetInfo.length, 40);
  challenge.writeUInt32LE(challenge.length, 44);
  const token = der(0xa1, der(0x30, der(0xa2, der(0x04, Buffer.concat([challenge, targetInfo])))));
  const fixed = body(9, 8);
  fixed.writeUInt16LE(headerBytes + 8, 4);
  fixed.writeUInt16LE(token.length, 6);
  return answer(request, Buffer.concat([fixed, token]), { status: 0xc0000016, credits: 1 });
}

/** The usual answers up to a share: a guest's session, so that nothing is signed. */
export function friendly(request: ScriptedRequest): Buffer | undefined {
  switch (request.command) {
    case command.NEGOTIATE:
      return negotiateAnswer(request);
    case command.SESSION_SETUP:
      return request.messageId === 1n
        ? challengeAnswer(request)
        : answer(request, body(9, 8, [2, "0100"]), { credits: 512 });
    case command.TREE_CONNECT:
      return answer(request, body(16, 16, [2, "01"]));
    default:
      return undefined;
  }
}

/** The answer to CREATE: a file of that many bytes. */
export function createAnswer(request: ScriptedRequest, size: number): Buffer {
  const encoded = body(89, 88, [64, "11".repeat(16)]);
  encoded.writeBigUInt64LE(BigInt(size), 48);
  return answer(request, encoded);
}

/** The answer to READ: that data. */
export function readAnswer(
  request: ScriptedRequest,
  data: Uint8Array,
  claimed: number = data.length,
): Buffer {
  const fixed = body(17, 16, [2, "50"]);
  fixed.writeUInt32LE(claimed, 4);
  return answer(request, Buffer.concat([fixed, data]));
}

/** A server that answers as told. */
export interface ScriptedServer {
  /** The client's end of the connection. */
  readonly stream: Duplex;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void;
}

/** Starts a server; the script is asked first, and what it leaves open is answered in a friendly way. */
export function scriptedServer(script: Script): ScriptedServer {
  const [stream, server] = duplexPair();
  speak(server, script);
  return { stream, send: (bytes) => void server.write(bytes) };
}

/** The same on a port of 127.0.0.1, for any number of connections. */
export interface ScriptedPeer {
  readonly port: number;
  stop(): void;
}

export async function startScriptedPeer(script: Script): Promise<ScriptedPeer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    speak(socket, script);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function speak(connection: Duplex, script: Script): void {
  const assembler = new FrameAssembler(0xff_ffff, (message) => {
    const request = {
      command: message.readUInt16LE(12),
      messageId: message.readBigUInt64LE(24),
      charge: Math.max(1, message.readUInt16LE(6)),
      message,
    };
    const given = script(request) ?? friendly(request) ?? [];
    for (const each of Buffer.isBuffer(given) ? [given] : given) {
      if (each.length > 0 && connection.writable)
        connection.write(Buffer.concat([framePrefix(each.length), each]));
    }
  });
  connection.on("data", (piece: Buffer) => assembler.push(piece));
  connection.on("error", () => {});
}
