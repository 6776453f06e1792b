import { type BigIntStats, fstatSync, readSync } from "node:fs";
import { type Obstacle, obstacleFrom } from "../parts/obstacle.ts";
import type { EntryStatus } from "./entry.ts";
import type { SliceSink } from "./slice-sink.ts";

const longestRead = 1_048_576;

/** What became of an entry, as the index says it. */
export interface Outcome {
  readonly status: EntryStatus;
  readonly reason?: string;
}

/** How far a file could be read. */
export interface StoredContent {
  /** Bytes that came from the file. */
  readonly length: number;
  readonly outcome: Outcome;
}

/**
 * Reads an open file from its beginning straight into the sink, as far as it went
 * when `stats` were taken: what it grows by is left, what it shrinks by is missing.
 *
 * @param betweenReads called every MiB; it may throw to end the work
 */
export function storeContent(
  fd: number,
  stats: BigIntStats,
  sink: SliceSink,
  betweenReads: () => void,
): StoredContent {
  const size = Number(stats.size);
  let length = 0;
  while (length < size) {
    if (length > 0) betweenReads();
    const room = sink.room();
    const count = tryRead(fd, room, Math.min(size - length, room.length, longestRead));
    if (typeof count !== "number") return { length, outcome: count };
    if (count === 0) {
      return { length, outcome: { status: "shrunk", reason: `${length} of ${size} bytes were left` } };
    }
    sink.commit(count);
    length += count;
  }
  return { length, outcome: changeSince(stats, fd) };
}

function tryRead(fd: number, into: Uint8Array, length: number): number | Obstacle {
  try {
    return readSync(fd, into, 0, length, null);
  } catch (error) {
    return obstacleFrom(error);
  }
}

function changeSince(before: BigIntStats, fd: number): Outcome {
  try {
    const after = fstatSync(fd, { bigint: true });
    if (after.size !== before.size)
      return { status: "changed", reason: "its size changed while it was read" };
    if (after.mtimeNs !== before.mtimeNs)
      return { status: "changed", reason: "it was written to while it was read" };
    return { status: "ok" };
  } catch (error) {
    return { ...obstacleFrom(error), status: "changed" };
  }
}
