/** The bytes of a body that lies in several chunks, as one range. Nothing is copied. */
export class BodyBytes {
  readonly #chunks: readonly Uint8Array[];
  /** Where each chunk begins. */
  readonly #starts: readonly number[];
  readonly size: number;

  constructor(chunks: readonly Uint8Array[]) {
    let size = 0;
    this.#chunks = chunks;
    this.#starts = chunks.map(({ length }) => (size += length) - length);
    this.size = size;
  }

  /** The parts of the chunks that lie between two positions. */
  slices(start: number, end: number): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let index = this.#chunkAt(start); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as Uint8Array;
      const begins = this.#starts[index] as number;
      if (begins >= end) break;
      const piece = chunk.subarray(Math.max(0, start - begins), end - begins);
      if (piece.length > 0) pieces.push(piece);
    }
    return pieces;
  }

  /** The last chunk that begins at or before a position. */
  #chunkAt(position: number): number {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) <= position) low = middle;
      else high = middle;
    }
    return low;
  }
}
