import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp, parseTimestamp, splitTimestamp } from "../../src/archive/timestamp.ts";

const nanoseconds = fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n });
const wireForm = /^-?\d+\.\d{9}$/;

describe("a time", () => {
  test("comes back from its text", () => {
    fc.assert(
      fc.property(nanoseconds, (time) => {
        const text = formatTimestamp(time);
        expect(text).toMatch(wireForm);
        if (text.length < 30) expect(parseTimestamp(text)).toBe(time);
      }),
    );
  });

  test("is split into whole seconds, rounded down, and a rest", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), (time) => {
        const split = splitTimestamp(time);
        expect(split.nanoseconds).toBeGreaterThanOrEqual(0);
        expect(split.nanoseconds).toBeLessThan(1e9);
        expect(BigInt(split.seconds) * 10n ** 9n + BigInt(split.nanoseconds)).toBe(time);
      }),
    );
  });

  test.each([
    ["0", 0n],
    ["1", 1_000_000_000n],
    ["1.", 1_000_000_000n],
    ["1.5", 1_500_000_000n],
    ["-1.5", -1_500_000_000n],
    ["-0.000000001", -1n],
    ["1700000000.12345678999", 1_700_000_000_123_456_789n],
  ])("reads %s", (text, time) => {
    expect(parseTimestamp(text)).toBe(time);
  });

  test.each([
    "",
    "-",
    ".5",
    "1e3",
    " 1",
    "1 ",
    "+1",
    "0x10",
    "1.5.5",
    "NaN",
    "1".repeat(20),
    `1.${"0".repeat(31)}`,
  ])("refuses %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
