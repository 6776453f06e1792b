import { setInterval } from "node:timers/promises";
import type { LocationError } from "@holdfast/contract";
import { ConformanceFailure, mustHold } from "./conformance-failure.ts";
import { collectGarbage, memoryInUse } from "./memory-in-use.ts";
import { locationErrorOf } from "./rejection.ts";
import { within } from "./within.ts";

const endMs = 30_000;
const sampleMs = 50;
const mostGrowth = 256 * 1024 * 1024;

/**
 * The error with which an operation at a hostile peer rejects.
 *
 * @throws ConformanceFailure when it resolves, or takes more than 30 s or 256 MiB
 */
export async function refusal(what: string, operation: Promise<unknown>): Promise<LocationError> {
  collectGarbage();
  const before = memoryInUse();
  const watching = new AbortController();
  const watched = watchMemory(what, before + mostGrowth, watching.signal);
  const settled = operation.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    const rejected = await within(endMs, `${what} ends within 30 s`, Promise.race([settled, watched]));
    mustHold(rejected !== undefined, `${what} rejects`);
    return locationErrorOf(rejected.error, what);
  } finally {
    watching.abort();
  }
}

/** Rejects when the process needs more memory than that; does not resolve. */
async function watchMemory(what: string, most: number, signal: AbortSignal): Promise<never> {
  try {
    for await (const _ of setInterval(sampleMs, undefined, { signal })) {
      if (memoryInUse() > most) break;
    }
  } catch {
    await new Promise(() => {}); // the operation has ended, and nobody waits for this any more
  }
  throw new ConformanceFailure(`${what} ends within 256 MiB of memory`);
}
