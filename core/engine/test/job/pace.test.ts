import fc from "fast-check";
import { expect, test } from "vitest";
import { beginPace, measurePace, secondsFor, type Pace } from "../../src/job/pace.ts";

function run(pace: Pace, seconds: number, bytesPerSecond: number): Pace {
  let now = pace;
  for (let second = 1; second <= seconds; second += 1)
    now = measurePace(now, pace.atMs + second * 1000, pace.done + second * bytesPerSecond);
  return now;
}

test("a steady speed is told as it is, whatever the intervals", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(fc.integer({ min: 500, max: 60_000 }), { minLength: 1 }),
      (bytesPerMs, intervals) => {
        let pace = beginPace(7, 0);
        for (const ms of intervals) pace = measurePace(pace, pace.atMs + ms, pace.done + ms * bytesPerMs);
        expect(pace.bytesPerSecond).toBeCloseTo(bytesPerMs * 1000, 3);
      },
    ),
  );
});

test("the average follows a change within a minute, and one slow second hardly moves it", () => {
  const fast = run(beginPace(0, 0), 30, 1000);
  const slower = run(fast, 60, 100).bytesPerSecond ?? 0;
  expect(slower).toBeGreaterThan(100);
  expect(slower).toBeLessThan(120);
  expect(run(fast, 1, 0).bytesPerSecond ?? 0).toBeGreaterThan(930);
});

test("nothing is told before half a second, and nothing of a clock that stands still", () => {
  const begun = beginPace(1000, 0);
  expect(measurePace(begun, 1499, 10_000)).toBe(begun);
  expect(measurePace(begun, 1000, 10_000).bytesPerSecond).toBeUndefined();
  expect(measurePace(begun, 1500, 10_000).bytesPerSecond).toBe(20_000);
});

test("the time left is unknown while nothing moves", () => {
  expect(secondsFor(100, beginPace(0, 0))).toBeUndefined();
  expect(secondsFor(100, run(beginPace(0, 0), 2, 0))).toBeUndefined();
  expect(secondsFor(101, run(beginPace(0, 0), 2, 10))).toBe(11);
  expect(secondsFor(-5, run(beginPace(0, 0), 2, 10))).toBe(0);
});
