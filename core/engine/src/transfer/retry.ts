import { setTimeout as sleep } from "node:timers/promises";
import { isLocationError, type LocationError } from "@holdfast/contract";

/** How often and how patiently something is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first one included. */
  readonly tries: number;
  /** The first wait, milliseconds; it doubles from try to try. */
  readonly firstDelayMs: number;
  /** The longest wait, milliseconds; also for what a peer asks for. */
  readonly longestDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { tries: 5, firstDelayMs: 500, longestDelayMs: 15_000 };

/** Told before each wait. */
export type RetryListener = (error: LocationError, delayMs: number) => void;

/**
 * Runs an operation again as long as its error's hint says that this may help.
 * Waits grow exponentially and are jittered, so that many appliances that lost
 * one server do not come back as one.
 *
 * Rejects with the last try's error, or with the signal's reason after an abort.
 */
export async function withRetry<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  listener: RetryListener,
  operation: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await operation();
    } catch (error) {
      signal.throwIfAborted();
      if (!isLocationError(error) || error.retry === "never" || attempt >= policy.tries) throw error;
      const exponential = policy.firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random());
      const delayMs = Math.min(policy.longestDelayMs, Math.max(exponential, error.retryAfterMs ?? 0));
      listener(error, delayMs);
      await sleep(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
