import { padding } from "./xdr-reader.ts";

const initialBytes = 256;
const zeros = Buffer.alloc(3);

/**
 * Writes XDR (RFC 4506), field by field, into a list of pieces. Bulk data is
 * taken over as it lies in memory, without a copy.
 */
export class XdrWriter {
  readonly #done: Uint8Array[] = [];
  #doneBytes = 0;
  #current: Buffer = Buffer.allocUnsafe(initialBytes);
  #start = 0;
  #end = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#doneBytes + this.#end - this.#start;
  }

  /** Unsigned integer, enumeration (§4.2, §4.3). */
  uint32(value: number): this {
    this.#reserve(4);
    this.#end = this.#current.writeUInt32BE(value, this.#end);
    return this;
  }

  /** Unsigned hyper integer (§4.5). */
  uint64(value: number | bigint): this {
    this.#reserve(8);
    this.#end = this.#current.writeBigUInt64BE(BigInt(value), this.#end);
    return this;
  }

  /** Boolean (§4.4). */
  bool(value: boolean): this {
    return this.uint32(value ? 1 : 0);
  }

  /** Opaque data of fixed length (§4.9), copied. */
  fixedOpaque(bytes: Uint8Array): this {
    const fill = padding(bytes.length);
    this.#reserve(bytes.length + fill);
    this.#current.set(bytes, this.#end);
    this.#current.fill(0, this.#end + bytes.length, this.#end + bytes.length + fill);
    this.#end += bytes.length + fill;
    return this;
  }

  /** Opaque data of variable length (§4.10), copied. */
  opaque(bytes: Uint8Array): this {
    return this.uint32(bytes.length).fixedOpaque(bytes);
  }

  /** String (§4.11), as UTF-8. */
  string(text: string): this {
    return this.opaque(Buffer.from(text));
  }

  /** Opaque data of variable length that lies in several places, which are kept and not copied. */
  bulk(pieces: readonly Uint8Array[]): this {
    const length = pieces.reduce((total, piece) => total + piece.length, 0);
    this.uint32(length);
    this.#cut();
    this.#done.push(...pieces);
    this.#doneBytes += length;
    return this.#keep(zeros.subarray(0, padding(length)));
  }

  /** An array of variable length (§4.13). */
  array<Value>(values: readonly Value[], write: (xdr: XdrWriter, value: Value) => void): this {
    this.uint32(values.length);
    for (const value of values) write(this, value);
    return this;
  }

  /** All that was written, in order. The writer is not used any more. */
  pieces(): readonly Uint8Array[] {
    this.#cut();
    return this.#done;
  }

  #keep(bytes: Uint8Array): this {
    if (bytes.length === 0) return this;
    this.#done.push(bytes);
    this.#doneBytes += bytes.length;
    return this;
  }

  /** Ends the piece that is being written. */
  #cut(): void {
    this.#keep(this.#current.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#current.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#end - this.#start + bytes));
    this.#current.copy(larger, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#current = larger;
  }
}
