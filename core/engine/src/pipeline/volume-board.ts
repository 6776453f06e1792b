import {
  bufferWords,
  type PipelineMemory,
  placementCount,
  placementWords,
  sharedState,
  streamWords,
  type WordMap,
  wordMap,
} from "./pipeline-memory.ts";
import type { SharedState } from "./shared-state.ts";
import { type ClaimedSlice, dataStream, type StreamKind } from "./slice-ring.ts";

/** Where a frame goes. */
export interface Spot {
  readonly buffer: number;
  /** Offset in the volume's plaintext, bytes. */
  readonly offset: number;
}

/** A volume that is full and whose frames are all in place. */
export interface FilledVolume {
  readonly buffer: number;
  readonly part: number;
  readonly stream: StreamKind;
  /** Counts from 1 within its part and stream. */
  readonly number: number;
  /** Bytes of plaintext: whole frames. */
  readonly plainSize: number;
  /** Whether it is its stream's last volume. */
  readonly last: boolean;
}

/** Where a frame of the data stream came to lie, for the index. */
export interface FramePlacement {
  readonly volume: number;
  readonly offset: number;
  readonly length: number;
}

const none = -1;

// A buffer's words: in use, tokens, part, stream, number, plain size, last.
const [inUse, tokens, partOf, streamOf, numberOf, plainSizeOf, lastOf] = [0, 1, 2, 3, 4, 5, 6] as const;
// A stream's words: its open buffer, how far that is filled, how many volumes it has had.
const [openBuffer, fill, volumeCount] = [0, 1, 2] as const;

/**
 * Decides, in shared memory, in which volume each frame lies. Places are given
 * strictly in the order of the slices; the copying itself then runs in parallel.
 * A volume holds one token for being open and one per frame that is still being
 * copied: who takes the last token seals it.
 */
export class VolumeBoard {
  readonly #memory: PipelineMemory;
  readonly #state: SharedState;
  readonly #map: WordMap;
  readonly #capacity: number;
  readonly #seal: (volume: FilledVolume) => void;

  /**
   * @param capacity bytes of plaintext that fit into one volume
   * @param seal called in this thread with each volume that this thread completed
   */
  constructor(memory: PipelineMemory, capacity: number, seal: (volume: FilledVolume) => void) {
    this.#memory = memory;
    this.#state = sharedState(memory);
    this.#map = wordMap(memory.geometry);
    this.#capacity = capacity;
    this.#seal = seal;
  }

  /** Waits for the slice's turn, finds the place of its frame, and has `copy` put it there. */
  place(slice: ClaimedSlice, frameLength: number, copy: (spot: Spot) => void): void {
    this.#state.waitFor(this.#map.placed, (turn) => turn === slice.sequence);
    const { words } = this.#state;
    const stream = this.#map.streams + slice.stream * streamWords;
    const open = words[stream + openBuffer] ?? none;
    const full = open !== none && (words[stream + fill] ?? 0) + frameLength > this.#capacity;
    let closed = full ? open : none;
    if (open === none || full) {
      let buffer = this.#takeFree();
      if (buffer === none) {
        // Nothing may be left to come free but the volume just closed.
        if (closed !== none) this.#giveToken(closed);
        closed = none;
        buffer = this.#waitForFree();
      }
      this.#open(buffer, slice, stream);
    }
    const spot = this.#assign(slice, stream, frameLength);
    this.#state.set(this.#map.placed, slice.sequence + 1);

    copy(spot);
    this.#giveToken(spot.buffer);
    if (closed !== none) this.#giveToken(closed);
    if (slice.last) this.#giveToken(spot.buffer);
  }

  #open(buffer: number, slice: ClaimedSlice, stream: number): void {
    const { words } = this.#state;
    const word = this.#bufferWord(buffer);
    const number = (words[stream + volumeCount] ?? 0) + 1;
    words[word + tokens] = 1;
    words[word + partOf] = slice.part;
    words[word + streamOf] = slice.stream;
    words[word + numberOf] = number;
    words[word + lastOf] = 0;
    words[stream + openBuffer] = buffer;
    words[stream + fill] = 0;
    words[stream + volumeCount] = number;
  }

  #assign(slice: ClaimedSlice, stream: number, frameLength: number): Spot {
    const { words } = this.#state;
    const buffer = words[stream + openBuffer] ?? none;
    const offset = words[stream + fill] ?? 0;
    const word = this.#bufferWord(buffer);
    words[stream + fill] = offset + frameLength;
    words[word + plainSizeOf] = offset + frameLength;
    Atomics.add(words, word + tokens, 1);
    if (slice.last) {
      words[word + lastOf] = 1;
      words[stream + openBuffer] = none;
      words[stream + volumeCount] = 0;
    }
    const placement = this.#placementWord(slice.sequence);
    words[placement] = words[word + numberOf] ?? 0;
    words[placement + 1] = offset;
    words[placement + 2] = frameLength;
    return { buffer, offset };
  }

  #giveToken(buffer: number): void {
    const { words } = this.#state;
    const word = this.#bufferWord(buffer);
    if (Atomics.sub(words, word + tokens, 1) !== 1) return;
    this.#seal({
      buffer,
      part: words[word + partOf] ?? 0,
      stream: words[word + streamOf] === dataStream ? dataStream : 1,
      number: words[word + numberOf] ?? 0,
      plainSize: words[word + plainSizeOf] ?? 0,
      last: words[word + lastOf] === 1,
    });
  }

  #takeFree(): number {
    const { words } = this.#state;
    for (let buffer = 0; buffer < this.#memory.geometry.buffers; buffer++) {
      if (Atomics.compareExchange(words, this.#bufferWord(buffer) + inUse, 0, 1) === 0) return buffer;
    }
    return none;
  }

  #waitForFree(): number {
    for (;;) {
      const released = this.#state.get(this.#map.released);
      const buffer = this.#takeFree();
      if (buffer !== none) return buffer;
      this.#state.waitFor(this.#map.released, (value) => value !== released);
    }
  }

  #bufferWord(buffer: number): number {
    return this.#map.buffers + buffer * bufferWords;
  }

  #placementWord(sequence: number): number {
    return placementWord(this.#map, this.#memory, sequence);
  }
}

/** Gives a volume's buffer back, once nobody needs its bytes. */
export function releaseBuffer(memory: PipelineMemory, buffer: number): void {
  const map = wordMap(memory.geometry);
  const state = sharedState(memory);
  Atomics.store(state.words, map.buffers + buffer * bufferWords + inUse, 0);
  state.add(map.released, 1);
}

/** Where the frame of a placed slice lies; valid until `placementCount` further slices are placed. */
export function placementOf(memory: PipelineMemory, words: Int32Array, sequence: number): FramePlacement {
  const word = placementWord(wordMap(memory.geometry), memory, sequence);
  return { volume: words[word] ?? 0, offset: words[word + 1] ?? 0, length: words[word + 2] ?? 0 };
}

function placementWord(map: WordMap, memory: PipelineMemory, sequence: number): number {
  return map.placements + (sequence % placementCount(memory.geometry)) * placementWords;
}
