import type { IndexEntry } from "../archive/entry.ts";
import type { SliceSink } from "../archive/slice-sink.ts";
import { IndexLines } from "./index-lines.ts";
import { type PipelineMemory, sharedState, wordMap } from "./pipeline-memory.ts";
import type { SharedState } from "./shared-state.ts";
import type { SliceRing } from "./slice-ring.ts";
import { SliceWriter } from "./slice-writer.ts";
import { placementOf } from "./volume-board.ts";

/**
 * The two streams of one part, as its source writes them: the data through the
 * sink, the index entry by entry. The index follows the data at the distance of
 * the ring, and goes through the same ring.
 */
export class PartStreams {
  readonly #memory: PipelineMemory;
  readonly #state: SharedState;
  readonly #placedWord: number;
  readonly #lines: IndexLines;
  readonly #ring: SliceRing;
  readonly #writer: SliceWriter;
  #unplaced: number[] = [];

  /** @param first the sequence number of the part's first slice */
  constructor(memory: PipelineMemory, ring: SliceRing, part: number, first: number) {
    this.#memory = memory;
    this.#state = sharedState(memory);
    this.#placedWord = wordMap(memory.geometry).placed;
    this.#ring = ring;
    this.#lines = new IndexLines(memory.geometry.sliceSize);
    this.#writer = new SliceWriter(ring, part, first, {
      published: (sequence) => this.#unplaced.push(sequence),
      acquired: () => this.#notePlaced(),
    });
  }

  get data(): SliceSink {
    return this.#writer;
  }

  write(bytes: Uint8Array): void {
    this.#writer.write(bytes);
  }

  entry(entry: IndexEntry): void {
    this.#lines.entry(entry);
    if (this.#lines.length >= this.#memory.geometry.sliceSize) this.#insertLines(false);
  }

  /** Ends both streams. @returns the sequence number for the next part */
  finish(): number {
    this.#writer.finishData();
    this.#ring.waitUntilPlaced(this.#writer.sequence);
    this.#notePlaced();
    this.#insertLines(true);
    return this.#writer.sequence;
  }

  #notePlaced(): void {
    const placed = this.#state.get(this.#placedWord);
    while (this.#unplaced[0] !== undefined && this.#unplaced[0] < placed) {
      const sequence = this.#unplaced.shift() ?? 0;
      this.#lines.frame(placementOf(this.#memory, this.#state.words, sequence));
    }
  }

  #insertLines(last: boolean): void {
    const { sliceSize } = this.#memory.geometry;
    const bytes = this.#lines.take();
    let offset = 0;
    while (bytes.length - offset > sliceSize) {
      this.#writer.insertIndex(bytes.subarray(offset, offset + sliceSize), false);
      offset += sliceSize;
    }
    this.#writer.insertIndex(bytes.subarray(offset), last);
  }
}
