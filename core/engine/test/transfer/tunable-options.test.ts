import type { LocationPlugin, OptionDescription } from "@holdfast/contract";
import { LocationError } from "@holdfast/contract";
import { memoryLocation } from "@holdfast/conformance";
import { describe, expect, test } from "vitest";
import { LocationOpener } from "../../src/transfer/location-opener.ts";
import { PluginRegistry } from "../../src/transfer/plugin-registry.ts";
import { bestTrial, tunableOptions, withOptions } from "../../src/transfer/tune/tunable-options.ts";
import { defaultTransferSettings } from "../../src/transfer/open-location.ts";

const location = "memory:///backups";
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

const option = (name: string, value: string): OptionDescription => ({
  name,
  meaning: "for this test",
  default: value,
});

/** Options that take at most 4096. */
function openerFor(...options: readonly OptionDescription[]): LocationOpener {
  const memory = memoryLocation();
  const plugin: LocationPlugin = {
    ...memory,
    options,
    connect: (target, context) => memory.connect(target as never, context),
    parse: (address) => {
      const tooMuch = Object.values(address.options).some((value) => Number(value) > 4096);
      if (tooMuch)
        throw new LocationError({ code: "invalid-location", retry: "never", message: "Too much." });
      return memory.parse({ ...address, options: {} });
    },
  };
  const resolve = () => () => Promise.resolve([]);
  return new LocationOpener(
    new PluginRegistry([plugin]),
    defaultTransferSettings,
    log,
    (trust) => trust,
    resolve,
  );
}

function tunable(opener: LocationOpener, url = location, options: Readonly<Record<string, string>> = {}) {
  return tunableOptions(opener, opener.target({ location: url, options }));
}

describe("what is tried", () => {
  test("a quarter, half, twice and four times the default, as far as the plugin takes it", () => {
    const opener = openerFor(option("request-size", "255"), option("uid", "0"), option("window", "2048"));
    expect(tunable(opener)).toEqual([
      { name: "window", usual: 2048, others: [512, 1024, 4096] },
      { name: "request-size", usual: 255, others: [64, 128, 510, 1020] },
    ]);
  });

  test("small numbers come once, and never nought", () => {
    expect(tunable(openerFor(option("connections", "1")))).toEqual([
      { name: "connections", usual: 1, others: [2, 4] },
    ]);
  });

  test("not what the user has settled, in the URL or beside it", () => {
    const opener = openerFor(option("request-size", "256"), option("window", "1024"));
    expect(tunable(opener, `${location}?window=2048`).map(({ name }) => name)).toEqual(["request-size"]);
    expect(tunable(opener, location, { "request-size": "64" }).map(({ name }) => name)).toEqual(["window"]);
  });

  test("not what has no number for its default", () => {
    expect(tunable(openerFor(option("window", "auto"), option("request-size", "-1")))).toEqual([]);
  });

  test("options are added to those of the request, which stays as it is", () => {
    const request = { location, options: { uid: "1" } };
    expect(withOptions(request, { window: "8" }).options).toEqual({ uid: "1", window: "8" });
    expect(request.options).toEqual({ uid: "1" });
  });
});

describe("the best setting", () => {
  const options = [
    { name: "window", usual: 1000, others: [500, 2000] },
    { name: "request-size", usual: 200, others: [100] },
  ];
  const trial = (bytesPerSecond: number, given: Readonly<Record<string, string>> = {}) => ({
    bytesPerSecond,
    options: given,
  });

  test("is the fastest, when it is so by more than 5 %", () => {
    const fast = trial(106, { window: "2000" });
    expect(bestTrial([trial(100), trial(90, { window: "500" }), fast], options)).toBe(fast);
  });

  test("takes less memory where that costs less than 5 %", () => {
    const small = trial(95.1, { window: "500" });
    expect(bestTrial([trial(98), trial(100, { window: "2000" }), small], options)).toBe(small);
    const usual = trial(98);
    expect(bestTrial([usual, trial(94.9, { window: "500" }), trial(100, { window: "2000" })], options)).toBe(
      usual,
    );
  });

  test("is the default rather than another request size that is hardly faster", () => {
    const usual = trial(96);
    expect(bestTrial([usual, trial(100, { "request-size": "100" })], options)).toBe(usual);
    const fast = trial(102, { "request-size": "100" });
    expect(bestTrial([usual, fast], options)).toBe(fast);
  });
});
