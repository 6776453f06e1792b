import { failure } from "../messages/holdfast-error.ts";

/** One frame of a part's data in its index: slice number `frame` lies in `volume` at `offset` of its plaintext. */
export interface FrameLine {
  readonly frame: number;
  readonly volume: number;
  /** Bytes, in the volume's plaintext. */
  readonly offset: number;
  readonly length: number;
}

const start = '{"frame":';

/** Whether a line of an index is a frame's; entries begin with their name. */
export function isFrameLine(line: string): boolean {
  return line.startsWith(start);
}

/** @throws HoldfastError `holdfast.archive.invalid-index-line` */
export function parseFrameLine(line: string): FrameLine {
  const match = /^\{"frame":(\d{1,15}),"volume":(\d{1,6}),"offset":(\d{1,9}),"length":(\d{1,9})\}$/.exec(
    line,
  );
  if (match === null) throw failure("holdfast.archive.invalid-index-line", "a frame's line");
  const [frame = 0, volume = 0, offset = 0, length = 0] = match.slice(1).map(Number);
  return { frame, volume, offset, length };
}
