import type { SliceSink } from "../archive/slice-sink.ts";
import { copyBytes } from "../memory/copy-bytes.ts";
import { dataStream, indexStream, type SliceRing } from "./slice-ring.ts";

/** What a {@link SliceWriter} tells of its data slices. */
export interface SliceEvents {
  /** A data slice went to the codec workers. */
  published(sequence: number): void;
  /** A slot was waited for: a good moment to look what has been placed. */
  acquired(): void;
}

/**
 * Puts a part's slices into the ring. Data is written straight into the slot that
 * is being filled; an index slice that comes in between takes that slot, and the
 * data moves to the next one. A view from `room()` holds until the next call.
 */
export class SliceWriter implements SliceSink {
  readonly #ring: SliceRing;
  readonly #part: number;
  readonly #events: SliceEvents;
  #sequence: number;
  #slice: Uint8Array | undefined;
  #filled = 0;
  #position = 0;

  /** @param first the sequence number of the first slice */
  constructor(ring: SliceRing, part: number, first: number, events: SliceEvents) {
    this.#ring = ring;
    this.#part = part;
    this.#sequence = first;
    this.#events = events;
  }

  get position(): number {
    return this.#position;
  }

  /** The sequence number that the next slice will get. */
  get sequence(): number {
    return this.#sequence;
  }

  room(): Uint8Array {
    const slice = this.#open();
    return slice.subarray(this.#filled);
  }

  commit(length: number): void {
    const slice = this.#open();
    this.#filled += length;
    this.#position += length;
    if (this.#filled === slice.length) this.#publishData(false);
  }

  /** Writes all of the bytes, across as many slices as it takes. */
  write(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      const room = this.room();
      const piece = bytes.subarray(offset, offset + room.length);
      copyBytes(piece, room, 0);
      offset += piece.length;
      this.commit(piece.length);
    }
  }

  /** Puts a slice of the index between the data. */
  insertIndex(bytes: Uint8Array, last: boolean): void {
    const slot = this.#slice ?? this.#acquire(this.#sequence);
    if (this.#slice !== undefined) {
      const next = this.#acquire(this.#sequence + 1);
      copyBytes(this.#slice.subarray(0, this.#filled), next, 0);
      this.#slice = next;
    }
    copyBytes(bytes, slot, 0);
    this.#ring.publish(this.#sequence++, bytes.length, indexStream, this.#part, last);
  }

  /** Ends the data stream; the last slice may be short, or empty. */
  finishData(): void {
    this.#open();
    this.#publishData(true);
  }

  #open(): Uint8Array {
    this.#slice ??= this.#acquire(this.#sequence);
    return this.#slice;
  }

  #acquire(sequence: number): Uint8Array {
    const slot = this.#ring.acquire(sequence);
    this.#events.acquired();
    return slot;
  }

  #publishData(last: boolean): void {
    const sequence = this.#sequence++;
    this.#ring.publish(sequence, this.#filled, dataStream, this.#part, last);
    this.#slice = undefined;
    this.#filled = 0;
    this.#events.published(sequence);
  }
}
