import { protocolError } from "./protocol-error.ts";

/**
 * Reads XDR (RFC 4506) from a buffer, field by field. Whatever does not fit into
 * the buffer, or is larger than its type allows, is a `protocol` error.
 */
export class XdrReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes that were not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** Unsigned integer, enumeration (§4.2, §4.3). */
  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  /** Unsigned hyper integer (§4.5). */
  uint64(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8));
  }

  /** Hyper integer (§4.5). */
  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  /** An unsigned hyper integer that counts bytes. @throws LocationError beyond 2^53 */
  size(): number {
    const value = this.uint64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw protocolError(`The server sent the size ${value}.`);
    return Number(value);
  }

  /** Boolean (§4.4). */
  bool(): boolean {
    const value = this.uint32();
    if (value > 1) throw protocolError(`The server sent ${value} where true or false was due.`);
    return value === 1;
  }

  /** Opaque data of fixed length (§4.9): a view, not a copy. */
  fixedOpaque(length: number): Buffer {
    const start = this.#take(length + padding(length));
    return this.#bytes.subarray(start, start + length);
  }

  /** Opaque data of variable length (§4.10), at most so many bytes: a view, not a copy. */
  opaque(most: number): Buffer {
    const length = this.uint32();
    if (length > most)
      throw protocolError(`The server sent ${length} bytes where at most ${most} are allowed.`);
    return this.fixedOpaque(length);
  }

  /** An optional value (§4.19); `undefined` when it is left out. */
  optional<Value>(read: () => Value): Value | undefined {
    return this.bool() ? read() : undefined;
  }

  /** An array of variable length (§4.13), at most so many elements. */
  array<Value>(most: number, read: () => Value): Value[] {
    const count = this.uint32();
    if (count > most)
      throw protocolError(`The server sent ${count} values where at most ${most} are allowed.`);
    return Array.from({ length: count }, read);
  }

  /** A linked list (§4.19): each element is preceded by true, the end is false. */
  list<Value>(most: number, read: () => Value): Value[] {
    const values: Value[] = [];
    while (this.bool()) {
      if (values.length === most) throw protocolError(`The server sent a list of more than ${most} values.`);
      values.push(read());
    }
    return values;
  }

  /** The position of the next bytes, which are then taken as read. */
  #take(length: number): number {
    const start = this.#position;
    if (length > this.remaining) throw protocolError("The server sent a reply that is cut.");
    this.#position += length;
    return start;
  }
}

/** Bytes that fill up to the next multiple of four (§3). */
export function padding(length: number): number {
  return -length & 3;
}
