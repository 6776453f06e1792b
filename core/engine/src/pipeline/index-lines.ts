import type { IndexEntry } from "../archive/entry.ts";
import type { FrameLine } from "./frame-line.ts";
import type { FramePlacement } from "./volume-board.ts";

/**
 * Collects the lines of a part's index. An entry waits until the frame that it
 * begins in has its place, so that its line can name the volume.
 */
export class IndexLines {
  readonly #sliceSize: number;
  readonly #encoder = new TextEncoder();
  /** The volume of each placed frame: eight bytes per slice of source. */
  readonly #volumes: number[] = [];
  #waiting: IndexEntry[] = [];
  #lines: string[] = [];
  #length = 0;

  constructor(sliceSize: number) {
    this.#sliceSize = sliceSize;
  }

  /** About how many bytes of lines there are to take. */
  get length(): number {
    return this.#length;
  }

  /** The next frame of the data has its place. */
  frame(placement: FramePlacement): void {
    const line: FrameLine = { frame: this.#volumes.length, ...placement };
    this.#volumes.push(placement.volume);
    this.#push(line);
    const ready = this.#waiting.findIndex((entry) => !this.#isPlaced(entry));
    const placed = ready === -1 ? this.#waiting.splice(0) : this.#waiting.splice(0, ready);
    for (const entry of placed) this.#pushEntry(entry);
  }

  entry(entry: IndexEntry): void {
    if (this.#waiting.length === 0 && this.#isPlaced(entry)) this.#pushEntry(entry);
    else this.#waiting.push(entry);
  }

  /** All lines so far, as bytes. */
  take(): Uint8Array {
    const bytes = this.#encoder.encode(this.#lines.join(""));
    this.#lines = [];
    this.#length = 0;
    return bytes;
  }

  #isPlaced(entry: IndexEntry): boolean {
    return entry.offset === undefined || this.#frameOf(entry.offset) < this.#volumes.length;
  }

  #pushEntry(entry: IndexEntry): void {
    if (entry.offset === undefined) return this.#push(entry);
    const frame = this.#frameOf(entry.offset);
    this.#push({ ...entry, volume: this.#volumes[frame], frame });
  }

  #frameOf(offset: number): number {
    return Math.floor(offset / this.#sliceSize);
  }

  #push(line: object): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#lines.push(text);
    this.#length += text.length;
  }
}
