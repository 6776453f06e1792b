import { failure } from "../messages/holdfast-error.ts";
import type { StreamRange } from "./selection.ts";

/** Cuts ranges out of a stream of which pieces come by in their order. */
export class RangeCutter {
  readonly #ranges: readonly StreamRange[];
  #next = 0;
  /** Where the next wanted byte lies in the stream. */
  #wanted: number;

  /**
   * @param ranges in the order of the stream
   * @throws HoldfastError `holdfast.archive.invalid-index-line` when they overlap
   */
  constructor(ranges: readonly StreamRange[]) {
    for (const [index, { offset, length }] of ranges.entries()) {
      if (offset + length > (ranges[index + 1]?.offset ?? Infinity)) {
        throw failure("holdfast.archive.invalid-index-line", "two entries overlap");
      }
    }
    this.#ranges = ranges;
    this.#wanted = ranges[0]?.offset ?? 0;
  }

  /** What is wanted of a piece, in its memory. @param position where the piece begins in the stream */
  *cut(piece: Uint8Array, position: number): Generator<Uint8Array> {
    const end = position + piece.length;
    for (let range = this.#ranges[this.#next]; range !== undefined; range = this.#ranges[this.#next]) {
      const rangeEnd = range.offset + range.length;
      if (this.#wanted < position || this.#wanted >= end) return;
      const until = Math.min(end, rangeEnd);
      yield piece.subarray(this.#wanted - position, until - position);
      this.#wanted = until;
      if (until < rangeEnd) return;
      this.#next++;
      this.#wanted = this.#ranges[this.#next]?.offset ?? until;
    }
  }

  /** @throws HoldfastError `holdfast.archive.invalid-index-line` when a part of the ranges has not come by */
  end(): void {
    if (this.#next < this.#ranges.length) {
      throw failure("holdfast.archive.invalid-index-line", "an entry lies outside of its part");
    }
  }
}
