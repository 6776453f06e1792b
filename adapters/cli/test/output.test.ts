import fc from "fast-check";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { escapeControls } from "../src/output/escape.ts";
import { ProgressBar, ProgressLines } from "../src/output/progress-view.ts";
import { formatBytes, formatSeconds } from "../src/output/quantities.ts";
import { tableLines } from "../src/output/table.ts";

describe("escaped text", () => {
  test("has no character that a terminal obeys, and JSON keeps its value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeControls(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(escapeControls(JSON.stringify(text)))).toBe(text);
      }),
    );
  });

  test.each([
    ["plain Text, 中文, 😀", "plain Text, 中文, 😀"],
    ["\u001b[2J\r\n", "\\u001b[2J\\u000d\\u000a"],
    ["\u202etxt.exe", "\\u202etxt.exe"],
    ["\u{e0041}", "\\udb40\\udc41"],
    ["\ud800", "\\ud800"],
  ])("%j", (text, escaped) => expect(escapeControls(text)).toBe(escaped));
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 KiB"],
  [1_572_864, "1.5 MiB"],
  [5 * 1024 ** 4, "5.0 TiB"],
])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0.4, "0 s"],
  [59.6, "1 min 0 s"],
  [200, "3 min 20 s"],
  [7500, "2 h 5 min"],
])("%d seconds are %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

test("columns stand below each other, escaped before they are measured", () => {
  expect(
    tableLines([
      ["A", "LONGER"],
      ["\u0007", "x"],
    ]),
  ).toEqual(["A       LONGER", "\\u0007  x"]);
});

describe("progress", () => {
  let written: string;
  const terminal = (columns: number): NodeJS.WriteStream => {
    const write = (chunk: unknown, _encoding: string, done: () => void) => {
      written += String(chunk);
      done();
    };
    return Object.assign(new Writable({ write }), { columns }) as unknown as NodeJS.WriteStream;
  };
  beforeEach(() => {
    written = "";
    vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] });
  });
  afterEach(() => void vi.useRealTimers());

  const transferring = { phase: "transferring", percent: 50 };
  const bytes = { bytes: { done: 1024, total: 2048 }, bytesPerSecond: 512, secondsLeft: 2 };

  test("a terminal's line is redrawn at most ten times a second, and at each new phase", () => {
    const bar = new ProgressBar(terminal(80));
    bar.update({ ...transferring, ...bytes });
    bar.update({ ...transferring, percent: 51 });
    vi.advanceTimersByTime(100);
    bar.update({ ...transferring, percent: 52 });
    bar.update({ phase: "verifying", percent: 88 });
    bar.end();
    expect(written.split("\r\u001b[K")).toEqual([
      "",
      "[##########..........] transferring 50 %, 1.0 KiB of 2.0 KiB, 512 B/s, 2 s left",
      "[##########..........] transferring 52 %",
      "[##################..] verifying 88 %",
      "",
    ]);
  });

  test("a terminal's line never wraps", () => {
    new ProgressBar(terminal(20)).update({ ...transferring, ...bytes });
    expect(written).toHaveLength("\r\u001b[K".length + 19);
  });

  test("elsewhere there is a line for each phase, and one every ten seconds", () => {
    const lines = new ProgressLines(terminal(80));
    lines.update(transferring);
    lines.update({ ...transferring, percent: 51 });
    vi.advanceTimersByTime(10_000);
    lines.update({ phase: "verifying", percent: 88 });
    lines.end();
    vi.advanceTimersByTime(60_000);
    expect(written).toBe("transferring 50 %\ntransferring 51 %\nverifying 88 %\n");
  });
});
