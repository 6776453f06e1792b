import { randomBytes } from "node:crypto";
import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompressFrame } from "../../src/seal/frames.ts";
import { frameBoundaries } from "../../src/seal/zstd-frame.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";
import { compressFrame } from "./compress-frame.ts";

const damaged = "holdfast.seal.frame-damaged";
const walking = (bytes: Uint8Array): Promise<string> => rejectionOf(() => frameBoundaries(bytes));

const slices = [0, 1, 255, 256, 65_791, 65_792, 300_000].flatMap((size) => [
  new Uint8Array(size).fill(3),
  randomBytes(size),
  Buffer.from("abcd efgh ".repeat(size / 10)),
]);

describe("the walk over a volume's frames", () => {
  test.each([1, 3, 19])("finds those of level %i, with their sizes", (level) => {
    const frames = slices.map((slice) => compressFrame(slice, "zstd", level));
    const volume = Buffer.concat(frames);
    const found = frameBoundaries(volume);
    expect(found.map(({ length }) => length)).toEqual(frames.map(({ length }) => length));
    expect(found.map(({ contentSize }) => contentSize)).toEqual(slices.map(({ length }) => length));
    for (const [index, { offset, length, contentSize }] of found.entries()) {
      const content = decompressFrame(volume.subarray(offset, offset + length), "zstd", contentSize);
      expect(Buffer.compare(content, slices[index] ?? new Uint8Array(1))).toBe(0);
    }
  });

  test("finds nothing in nothing", () => expect(frameBoundaries(new Uint8Array(0))).toEqual([]));

  test("refuses a frame that is cut anywhere", async () => {
    const frame = compressFrame(Buffer.from("some content".repeat(9)), "zstd", 1);
    for (let size = 1; size < frame.length; size++)
      expect(await walking(frame.subarray(0, size))).toBe(damaged);
  });

  test.each([
    ["without a checksum", { [constants.ZSTD_c_checksumFlag]: 0 }],
    [
      "without its content's size",
      { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_contentSizeFlag]: 0 },
    ],
  ])("refuses a frame %s", async (_what, params) => {
    expect(await walking(zstdCompressSync(Buffer.alloc(99), { params }))).toBe(damaged);
  });

  test.each([
    ["a skippable frame", "502a4d1800000000"],
    ["a reserved bit", "28b52ffd2c00010000ffffffff"],
    ["a dictionary", "28b52ffd250100010000ffffffff"],
    ["a reserved block type", "28b52ffd2400070000ffffffff"],
    ["a block above 128 KiB", "28b52ffd24000b0010" + "ff".repeat(5)],
    ["more content than its blocks can hold", "28b52ffda4010002000300000affffffff"],
  ])("refuses %s", async (_what, hex) => expect(await walking(Buffer.from(hex, "hex"))).toBe(damaged));

  test("takes a repeated byte for one byte", () => {
    const frame = Buffer.from("28b52ffda4000002000300100affffffff", "hex");
    expect(frameBoundaries(frame)).toEqual([{ offset: 0, length: frame.length, contentSize: 131_072 }]);
  });

  test("of hostile bytes ends, with frames that cover them or a typed error", async () => {
    const valid = Buffer.concat(slices.slice(0, 12).map((slice) => compressFrame(slice, "zstd", 1)));
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((tail) => Buffer.concat([Buffer.from("28b52ffd", "hex"), tail])),
      fc.nat({ max: valid.length * 8 - 1 }).map((bit) => flipped(valid, bit)),
      fc.nat({ max: 999 }).map((bit) => flipped(valid, bit)),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        let total = bytes.length;
        const id = await rejectionOf(() => {
          total = frameBoundaries(bytes).reduce((sum, { length }) => sum + length, 0);
        });
        expect(["none", damaged]).toContain(id);
        expect(total).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});
