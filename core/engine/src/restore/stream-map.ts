import { failure } from "../messages/holdfast-error.ts";
import type { FrameLine } from "../pipeline/frame-line.ts";
import type { StreamRange } from "./selection.ts";

/** Where the bytes of a part's stream lie, as the frame lines of its index tell. */
export class StreamMap {
  readonly #sliceSize: number;
  readonly #volumeSize: number;
  readonly #frames: FrameLine[] = [];
  /** The first frame of each volume; the first volume's is at 0. */
  readonly #firstFrames: number[] = [];

  /**
   * @param sliceSize bytes of the stream in each frame but the last
   * @param volumeSize bytes that a volume has, at most
   */
  constructor(sliceSize: number, volumeSize: number) {
    this.#sliceSize = sliceSize;
    this.#volumeSize = volumeSize;
  }

  /** Takes the frames in their order. @throws HoldfastError `holdfast.archive.invalid-index-line` */
  add(line: FrameLine): void {
    const { frame, volume, offset, length } = line;
    const isNext = volume === this.#firstFrames.length + 1;
    if (frame !== this.#frames.length || !(isNext || (frame > 0 && volume === this.#firstFrames.length))) {
      throw failure("holdfast.archive.invalid-index-line", `frame ${frame} is out of order`);
    }
    if (offset + length > this.#volumeSize) {
      throw failure("holdfast.archive.invalid-index-line", `frame ${frame} lies outside of its volume`);
    }
    if (isNext) this.#firstFrames.push(frame);
    this.#frames.push(line);
  }

  /** The frames that hold these ranges, in their order. @param ranges in the order of the stream */
  framesOf(ranges: readonly StreamRange[]): readonly FrameLine[] {
    const found: FrameLine[] = [];
    for (const { offset, length } of ranges) {
      const first = Math.floor(offset / this.#sliceSize);
      const end = Math.min(Math.ceil((offset + length) / this.#sliceSize), this.#frames.length);
      for (let frame = Math.max(first, (found.at(-1)?.frame ?? -1) + 1); frame < end; frame++) {
        const line = this.#frames[frame];
        if (line !== undefined) found.push(line);
      }
    }
    return found;
  }

  /** How many frames a volume has. @param volume its number, from 1 */
  frameCountOf(volume: number): number {
    return (this.#firstFrames[volume] ?? this.#frames.length) - (this.#firstFrames[volume - 1] ?? 0);
  }

  /** Where in the stream a volume begins. @param volume its number, from 1 */
  startOfVolume(volume: number): number {
    return this.startOfFrame(this.#firstFrames[volume - 1] ?? 0);
  }

  /** Where in the stream a frame begins. */
  startOfFrame(frame: number): number {
    return frame * this.#sliceSize;
  }
}
