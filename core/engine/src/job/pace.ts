/** Time constant of the moving average: older speeds count for less than 1/e. */
const averageOverMs = 15_000;

/** Shorter intervals are collected first: one buffer more or less would dominate them. */
const shortestIntervalMs = 500;

/** How fast something moves, as an exponentially weighted moving average. */
export interface Pace {
  /** Monotonic milliseconds of the last measurement. */
  readonly atMs: number;
  /** Bytes moved until then. */
  readonly done: number;
  /** `undefined` until the first interval is over. */
  readonly bytesPerSecond: number | undefined;
}

/** The pace of something that has just begun to move. */
export function beginPace(atMs: number, done: number): Pace {
  return { atMs, done, bytesPerSecond: undefined };
}

/** The pace after `done` bytes were counted at `atMs`. */
export function measurePace(pace: Pace, atMs: number, done: number): Pace {
  const interval = atMs - pace.atMs;
  if (interval < shortestIntervalMs) return pace;
  const latest = ((done - pace.done) / interval) * 1000;
  const weight = 1 - Math.exp(-interval / averageOverMs);
  const average =
    pace.bytesPerSecond === undefined
      ? latest
      : pace.bytesPerSecond + weight * (latest - pace.bytesPerSecond);
  return { atMs, done, bytesPerSecond: average };
}

/** Whole seconds until `bytes` are moved; `undefined` while that cannot be told. */
export function secondsFor(bytes: number, pace: Pace): number | undefined {
  if (pace.bytesPerSecond === undefined || pace.bytesPerSecond < 1) return undefined;
  return Math.ceil(Math.max(0, bytes) / pace.bytesPerSecond);
}
