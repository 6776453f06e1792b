import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that JavaScript values and their buffers take, garbage that was not collected yet included. */
export function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Bytes of the resident set, native memory included, without the room that the
 * JavaScript heap keeps for later: it grows by 100 MiB and shrinks again as V8 likes.
 */
export function residentInUse(): number {
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return rss - heapTotal + heapUsed;
}

/**
 * Collects the garbage, so that what is in use afterwards is really used.
 * Otherwise what an earlier case left would be collected while the next one is
 * measured, and hide as much growth.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
}
