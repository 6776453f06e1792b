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
    this.#waitAsReader(this.#slotWord(sequence), (turn) => turn === sequence);
    return this.#slot(sequence);
  }

  /** Reader: waits until the frames of all slices before this sequence number have their places. */
  waitUntilPlaced(sequence: number): void {
    this.#waitAsReader(this.#map.placed, (placed) => placed >= sequence);
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

  /** Codec worker: waits for the next slice. */
  claim(): ClaimedSlice {
    const sequence = this.#state.add(this.#map.claimed, 1);
    const { words } = this.#state;
    this.#state.waitFor(this.#map.published, (count) => count > sequence);
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

  /** Says meanwhile that it is not the source that the reader waits for. */
  #waitAsReader(word: number, done: (value: number) => boolean): void {
    if (done(this.#state.get(word))) return;
    this.#state.set(this.#map.readerWaits, 1);
    this.#state.waitFor(word, done);
    this.#state.set(this.#map.readerWaits, 0);
  }

  #slotWord(sequence: number): number {
    return this.#map.slots + (sequence % this.#memory.geometry.slots) * slotWords;
  }

  #slot(sequence: number): Uint8Array {
    const { slots, sliceSize } = this.#memory.geometry;
    return new Uint8Array(this.#memory.slices, (sequence % slots) * sliceSize, sliceSize);
  }
}
