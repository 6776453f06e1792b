import { LocationError, type RetryHint } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { type RetryPolicy, withRetry } from "../../src/transfer/retry.ts";

const policy: RetryPolicy = { tries: 5, firstDelayMs: 1, longestDelayMs: 10 };
const never = new AbortController().signal;

function failing(retry: RetryHint, retryAfterMs?: number): LocationError {
  return new LocationError({
    code: "busy",
    retry,
    message: "No.",
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Runs what fails so often. */
async function waits(times: number, error: unknown, given = policy, signal = never) {
  const delays: number[] = [];
  let calls = 0;
  const operation = async (): Promise<string> => {
    if (calls++ < times) throw error;
    return "done";
  };
  const outcome = withRetry(given, signal, (_, delayMs) => delays.push(delayMs), operation);
  const [result] = await Promise.allSettled([outcome]);
  return { delays, calls, result };
}

describe("an operation that fails", () => {
  test.each<RetryHint>(["same-session", "new-session"])(
    "is tried again when the hint is %s",
    async (hint) => {
      const { result, delays } = await waits(3, failing(hint));
      expect(result).toEqual({ status: "fulfilled", value: "done" });
      expect(delays).toHaveLength(3);
      for (const [attempt, delay] of delays.entries()) {
        expect(delay).toBeGreaterThanOrEqual(0.5 * 2 ** attempt);
        expect(delay).toBeLessThanOrEqual(10.5 * 2 ** attempt);
      }
    },
  );

  test("is not tried again when the hint is never, or when the error is another's", async () => {
    for (const error of [failing("never"), new TypeError("a fault")]) {
      const { result, calls } = await waits(1, error);
      expect(result).toEqual({ status: "rejected", reason: error });
      expect(calls).toBe(1);
    }
  });

  test("is tried as often as the policy says", async () => {
    const error = failing("new-session");
    const { result, calls } = await waits(99, error);
    expect(result).toEqual({ status: "rejected", reason: error });
    expect(calls).toBe(policy.tries);
  });

  test("waits as long as the peer asks, within the policy", async () => {
    expect((await waits(1, failing("same-session", 7))).delays).toEqual([7]);
    expect((await waits(1, failing("same-session", 99_999))).delays).toEqual([10]);
  });
});

describe("an abort", () => {
  test("ends the wait with its reason", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("enough")), 10);
    const patient = { ...policy, firstDelayMs: 60_000, longestDelayMs: 60_000 };
    const { result, calls } = await waits(9, failing("same-session"), patient, abort.signal);
    expect(result).toEqual({ status: "rejected", reason: new Error("enough") });
    expect(calls).toBe(1);
  });

  test("before the first try keeps it from being made", async () => {
    const reason = new Error("enough");
    const { result, calls } = await waits(0, undefined, policy, AbortSignal.abort(reason));
    expect(result).toEqual({ status: "rejected", reason });
    expect(calls).toBe(0);
  });
});
