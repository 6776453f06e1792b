import type { HoldfastError } from "../../messages/holdfast-error.ts";

/**
 * Gives work a signal that is aborted with the given one, or when its time is over.
 * The work then has to end by itself; whatever it came to, the signal's reason counts.
 *
 * @param stuck the reason when its time is over
 */
export async function withinTime<T>(
  milliseconds: number,
  stuck: HoldfastError,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(stuck), milliseconds);
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    either.throwIfAborted();
    const result = await work(either);
    either.throwIfAborted();
    return result;
  } catch (error) {
    throw either.aborted ? either.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
