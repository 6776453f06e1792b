import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HoldfastError } from "../../src/messages/holdfast-error.ts";
import { StallWatchdog } from "../../src/transfer/watchdog.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watched() {
  const stalls: HoldfastError[] = [];
  return { stalls, watchdog: new StallWatchdog(60_000, (error) => stalls.push(error)) };
}

describe("a watchdog", () => {
  test("tells once that nothing moves", async () => {
    const { watchdog, stalls } = watched();
    void watchdog.whileWaiting(() => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(59_999);
    expect(stalls).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    watchdog.progress();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(stalls.map(({ messages }) => messages[0])).toMatchObject([
      { id: "holdfast.transfer.stalled", args: ["60"] },
    ]);
  });

  test("is quiet while bytes move", async () => {
    const { watchdog, stalls } = watched();
    void watchdog.whileWaiting(() => new Promise(() => undefined));
    for (let time = 0; time < 600_000; time += 50_000) {
      await vi.advanceTimersByTimeAsync(50_000);
      watchdog.progress();
    }
    expect(stalls).toEqual([]);
  });

  test("is quiet while nobody waits, before and after", async () => {
    const { watchdog, stalls } = watched();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await watchdog.whileWaiting(() => Promise.resolve(7))).toBe(7);
    await expect(watchdog.whileWaiting(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await vi.advanceTimersByTimeAsync(600_000);
    expect(stalls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("looks after all who wait, until the last has gone", async () => {
    const { watchdog, stalls } = watched();
    const first = Promise.withResolvers<void>();
    void watchdog.whileWaiting(() => first.promise);
    void watchdog.whileWaiting(() => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(40_000);
    first.resolve();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(stalls).toEqual([]);
    await vi.advanceTimersByTimeAsync(20_001);
    expect(stalls).toHaveLength(1);
  });
});
