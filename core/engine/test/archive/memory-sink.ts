import type { SliceSink } from "../../src/archive/slice-sink.ts";

/** Keeps a stream in memory. Every slice is a new one, so that writing into an old one shows. */
export class MemorySink implements SliceSink {
  readonly #sliceSize: number;
  readonly #full: Uint8Array[] = [];
  #slice: Uint8Array;
  #filled = 0;
  position = 0;

  constructor(sliceSize = 65_536) {
    this.#sliceSize = sliceSize;
    this.#slice = new Uint8Array(sliceSize);
  }

  room(): Uint8Array {
    return this.#slice.subarray(this.#filled);
  }

  commit(length: number): void {
    if (length < 1 || length > this.#slice.length - this.#filled) throw new RangeError(`commit of ${length}`);
    this.#filled += length;
    this.position += length;
    if (this.#filled < this.#sliceSize) return;
    this.#full.push(this.#slice);
    this.#slice = new Uint8Array(this.#sliceSize);
    this.#filled = 0;
  }

  /** All bytes so far. */
  bytes(): Buffer {
    return Buffer.concat([...this.#full, this.#slice.subarray(0, this.#filled)]);
  }
}
