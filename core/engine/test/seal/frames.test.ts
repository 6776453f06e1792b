import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompressFrame, type FrameCodec } from "../../src/seal/frames.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";
import { compressFrame } from "./compress-frame.ts";

const MiB = 1024 * 1024;
const codecs: readonly FrameCodec[] = ["zstd", "gzip", "none"];
const damaged = "holdfast.seal.frame-damaged";
const tooLarge = "holdfast.seal.frame-too-large";

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9000 }))
    .map(([unit, times]) => Buffer.concat(Array.from({ length: times }, () => unit))),
);

describe.each(codecs)("a %s frame", (codec) => {
  test("gives the slice back, up to exactly its size", async () => {
    await fc.assert(
      fc.asyncProperty(content, async (slice) => {
        const frame = compressFrame(slice, codec, 1);
        expect(Buffer.compare(decompressFrame(frame, codec, slice.length), slice)).toBe(0);
        if (slice.length === 0) return;
        expect(await rejectionOf(() => decompressFrame(frame, codec, slice.length - 1))).toBe(tooLarge);
      }),
    );
  });

  test("is made of slices in shared memory", () => {
    const slice = new Uint8Array(new SharedArrayBuffer(MiB)).fill(5);
    const frame = compressFrame(slice, codec, 1);
    expect(decompressFrame(frame, codec, MiB).every((byte) => byte === 5)).toBe(true);
  });

  test("of bytes that do not compress is hardly larger than they are", () => {
    expect(compressFrame(randomBytes(MiB), codec, 1).length).toBeLessThan(MiB + 1024);
  });
});

describe.each(["zstd", "gzip"] as const)("a %s frame", (codec) => {
  const slice = Buffer.from("a slice with some, some, some repetition, and an end".repeat(5));
  const frame = compressFrame(slice, codec, 1);

  test("never gives other bytes when one of its bits is flipped", async () => {
    for (let bit = 0; bit < frame.length * 8; bit++) {
      let result: Uint8Array = slice;
      const id = await rejectionOf(() => (result = decompressFrame(flipped(frame, bit), codec, MiB)));
      expect(["none", damaged, tooLarge]).toContain(id);
      expect(Buffer.compare(result, slice)).toBe(0);
    }
  });

  test("is refused when it is cut anywhere, longer, or two", async () => {
    for (let size = 0; size < frame.length; size++) {
      expect(await rejectionOf(() => decompressFrame(frame.subarray(0, size), codec, MiB))).toMatch(/frame-/);
    }
    for (const more of [Buffer.alloc(1), Buffer.alloc(8), Buffer.from("xyz"), frame]) {
      expect(await rejectionOf(() => decompressFrame(Buffer.concat([frame, more]), codec, MiB))).toMatch(
        /frame-/,
      );
    }
  });

  test("with its checksum altered is refused", async () => {
    const checksum = codec === "zstd" ? frame.length - 1 : frame.length - 5;
    expect(await rejectionOf(() => decompressFrame(flipped(frame, checksum * 8), codec, MiB))).toBe(damaged);
  });
});

describe("a frame that is made to exhaust memory", () => {
  const zeros = new Uint8Array(64 * MiB);

  test("is refused by what it says of itself", async () => {
    for (const codec of ["zstd", "gzip"] as const) {
      expect(await rejectionOf(() => decompressFrame(compressFrame(zeros, codec, 1), codec, MiB))).toBe(
        tooLarge,
      );
    }
  });

  test("is stopped when it lies about its size", async () => {
    const zstd = Buffer.from(compressFrame(zeros, "zstd", 1));
    expect(zstd.readUInt32LE(6)).toBe(zeros.length);
    zstd.writeUInt32LE(1000, 6);
    expect(await rejectionOf(() => decompressFrame(zstd, "zstd", MiB))).toBe(damaged);

    const gzip = Buffer.from(compressFrame(zeros, "gzip", 1));
    gzip.writeUInt32LE(1000, gzip.length - 4);
    expect(() => decompressFrame(gzip, "gzip", MiB)).toThrow("it holds more than it says");
  });
});
