import { LocationError } from "@holdfast/contract";

/**
 * Packets of the SSH File Transfer Protocol, version 3
 * (draft-ietf-secsh-filexfer-02), and their fields (RFC 4251 §5).
 */
export const packetType = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  fstat: 8,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  stat: 17,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
  extended: 200,
  extendedReply: 201,
} as const;

/** Bytes before the fields: length, type, request id. */
const headerBytes = 9;

/** uint32 as a number, uint64 as a bigint, string as bytes or text, or as several pieces that make one string. */
export type Field = number | bigint | string | Uint8Array | readonly Uint8Array[];

/** A whole packet: length, type, request id (for INIT: the version), fields. */
export function encodePacket(type: number, id: number, fields: readonly Field[] = []): Buffer {
  const length = fields.reduce((total: number, field) => total + encodedLength(field), headerBytes);
  const packet = Buffer.allocUnsafe(length);
  packet.writeUInt32BE(length - 4, 0);
  packet.writeUInt8(type, 4);
  packet.writeUInt32BE(id, 5);
  let at = headerBytes;
  for (const field of fields) at = writeField(packet, at, field);
  return packet;
}

function encodedLength(field: Field): number {
  if (typeof field === "number") return 4;
  if (typeof field === "bigint") return 8;
  return 4 + contentLength(field);
}

function contentLength(field: string | Uint8Array | readonly Uint8Array[]): number {
  if (typeof field === "string") return Buffer.byteLength(field);
  if (field instanceof Uint8Array) return field.length;
  return field.reduce((total, piece) => total + piece.length, 0);
}

function writeField(packet: Buffer, start: number, field: Field): number {
  if (typeof field === "number") return packet.writeUInt32BE(field, start);
  if (typeof field === "bigint") return packet.writeBigUInt64BE(field, start);
  let at = packet.writeUInt32BE(contentLength(field), start);
  if (typeof field === "string") return at + packet.write(field, at);
  const pieces = field instanceof Uint8Array ? [field] : field;
  for (const piece of pieces) {
    packet.set(piece, at);
    at += piece.length;
  }
  return at;
}

/** Reads the fields of a packet in order; every length is checked against what is there. */
export class PacketReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes that are not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  uint8(): number {
    return this.#take(1).readUInt8();
  }

  uint32(): number {
    return this.#take(4).readUInt32BE();
  }

  uint64(): bigint {
    return this.#take(8).readBigUInt64BE();
  }

  /** The bytes of a string; they lie in the packet's memory. */
  bytes(): Buffer {
    return this.#take(this.uint32());
  }

  text(): string {
    return this.bytes().toString("utf8");
  }

  #take(length: number): Buffer {
    if (length > this.remaining) throw protocolError("The server sent a packet that ends too early.");
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}

/** The error for a peer that breaks the protocol. */
export function protocolError(message: string): LocationError {
  return new LocationError({ code: "protocol", retry: "never", message });
}
