import { setTimeout as delay } from "node:timers/promises";
import { type ConnectContext, LocationError } from "@holdfast/contract";
import { untilAborted, within, withinConnectTime } from "@holdfast/contract/peer";
import { describe, expect, test } from "vitest";

const reason = new Error("enough");
const late = new LocationError({ code: "timeout", retry: "new-session", message: "late" });
const never = new Promise<never>(() => {});
const heeding = (signal: AbortSignal): Promise<never> => untilAborted(signal, never);

describe("what is awaited until an abort", () => {
  test("is the promise when that settles first", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, Promise.resolve(1))).toBe(1);
    await expect(untilAborted(signal, Promise.reject(late))).rejects.toBe(late);
  });

  test("is the signal's reason when that comes first, or is there already", async () => {
    const controller = new AbortController();
    const waiting = untilAborted(controller.signal, never);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(untilAborted(controller.signal, never)).rejects.toBe(reason);
  });

  test("may fail later without being an unhandled rejection", async () => {
    const work = Promise.withResolvers<never>();
    await expect(untilAborted(AbortSignal.abort(reason), work.promise)).rejects.toBe(reason);
    work.reject(new Error("late"));
    await delay(10);
  });
});

describe("work within a time", () => {
  test("gives its value", async () => {
    expect(await within(60_000, late, new AbortController().signal, () => Promise.resolve(1))).toBe(1);
  });

  test("is aborted with the given error when time is up", async () => {
    await expect(within(1, late, new AbortController().signal, heeding)).rejects.toBe(late);
  });

  test("is aborted with the given signal, and not begun when that is aborted already", async () => {
    const controller = new AbortController();
    const work = within(60_000, late, controller.signal, heeding);
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    await expect(within(60_000, late, controller.signal, () => expect.unreachable())).rejects.toBe(reason);
  });

  test("of connecting says whose session was not made", async () => {
    const context = {
      signal: new AbortController().signal,
      timeouts: { connectMs: 500, idleMs: 1 },
    } as ConnectContext;
    await expect(withinConnectTime(context, "nas:22", heeding)).rejects.toMatchObject({
      code: "timeout",
      retry: "new-session",
      message: "nas:22: no session within 0.5 seconds.",
    });
  });
});
