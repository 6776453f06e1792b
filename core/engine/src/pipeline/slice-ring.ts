import { type PipelineMemory, sharedState, slotWords, type WordMap, wordMap } from "./pipeline-memory.ts";
import type { SharedState } from "./shared-state.ts";

/** Which of a part's two streams a slice belongs to. */
export const dataStream = 0;
export const indexStream = 1;
export type StreamKind = typeof dataStream | typeof indexStream;

/** A slice that a codec worker has claimed. */
export interface ClaimedSlice {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly stream: StreamKind;
  /** The ordinal of the part it belongs to. */
  readonly part: number;
  /** Whether it is its stream's last one. */
  readonly last: boolean;
}

/**
 * A ring of slices in shared memory: one reader fills them, any number of codec
 * workers claim them in order and give them back in any order. Each slot carries
 * the sequence number that it is free for next, so that two claimants can never
 * meet in one slot.
 */
export class SliceRing {
  readonly #memory: PipelineMemory;
  readonly #state: SharedState;
  readonly #map: WordMap;

  constructor(memory: PipelineMemory) {
    this.#memory = memory;
    this.#state = sharedState(memory);
    this.#map = wordMap(memory.geometry);
  }

  /** Reader: waits until the slot of this sequence number is free, and gives its memory. */
  acquire(sequence: number): Uint8Array {
    const turn = this.#slotWord(sequence);
    if (this.#state.get(turn) !== sequence) {
      this.#state.set(this.#map.readerWaits, 1);
      this.#state.waitFor(turn, (value) => value === sequence);
      this.#state.set(this.#map.readerWaits, 0);
    }
    return this.#slot(sequence);
  }

  /** Reader: hands the slice on. */
  publish(sequence: number, length: number, stream: StreamKind, part: number, last: boolean): void {
    const word = this.#slotWord(sequence);
    const { words } = this.#state;
    words[word + 1] = length;
    words[word + 2] = stream;
    words[word + 3] = part;
    words[word + 4] = last ? 1 : 0;
    this.#state.set(this.#map.published, sequence + 1);
  }

  /** Reader: says that no slice follows. */
  end(total: number): void {
    this.#state.set(this.#map.total, total);
    this.#state.set(this.#map.published, total);
  }

  /** Codec worker: the next slice; `undefined` after the last. */
  claim(): ClaimedSlice | undefined {
    const sequence = this.#state.add(this.#map.claimed, 1);
    const { words } = this.#state;
    this.#state.waitFor(this.#map.published, (count) => count > sequence || this.#ended(sequence));
    if (this.#ended(sequence)) return undefined;
    const word = this.#slotWord(sequence);
    return {
      sequence,
      bytes: this.#slot(sequence).subarray(0, words[word + 1]),
      stream: words[word + 2] === dataStream ? dataStream : indexStream,
      part: words[word + 3] ?? 0,
      last: words[word + 4] === 1,
    };
  }

  /** Codec worker: the slice's memory may be used again. */
  release(sequence: number): void {
    this.#state.set(this.#slotWord(sequence), sequence + this.#memory.geometry.slots);
  }

  #ended(sequence: number): boolean {
    const total = this.#state.get(this.#map.total);
    return total >= 0 && sequence >= total;
  }

  #slotWord(sequence: number): number {
    return this.#map.slots + (sequence % this.#memory.geometry.slots) * slotWords;
  }

  #slot(sequence: number): Uint8Array {
    const { slots, sliceSize } = this.#memory.geometry;
    return new Uint8Array(this.#memory.slices, (sequence % slots) * sliceSize, sliceSize);
  }
}
