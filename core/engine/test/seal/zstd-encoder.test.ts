import { randomBytes } from "node:crypto";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZstdEncoder } from "../../src/seal/zstd-encoder.ts";

const { ZSTD_c_checksumFlag, ZSTD_c_compressionLevel, ZSTD_c_contentSizeFlag } = constants;

const slices = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.integer({ min: 0, max: 400_000 }).map((size) => randomBytes(size)),
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9000 }))
      .map(([unit, times]) => Buffer.concat(Array.from({ length: times }, () => unit))),
  ),
  { minLength: 2, maxLength: 6 },
);

/** What zstd makes of the slice in a context of its own. */
function frameAlone(slice: Uint8Array, level: number): Buffer {
  const params = { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: 1, [ZSTD_c_contentSizeFlag]: 1 };
  return zstdCompressSync(slice, { params, ...{ pledgedSrcSize: slice.length } });
}

describe("an encoder of zstd frames", () => {
  test.each([1, 3, 19])("makes of each slice what a context of its own makes of it, at level %i", (level) => {
    const encoder = new ZstdEncoder(level);
    fc.assert(
      fc.property(slices, (some) => {
        for (const slice of some) {
          expect(Buffer.compare(encoder.encode(slice), frameAlone(slice, level))).toBe(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("uses one context for all of them on this Node", () => {
    const encoder = new ZstdEncoder(1);
    for (const size of [0, 1, 2 ** 20, 17]) encoder.encode(randomBytes(size));
    expect(encoder.reusesContext).toBe(true);
  });

  test("gives a frame in the same memory again, also after a large one", () => {
    const encoder = new ZstdEncoder(1);
    const large = encoder.encode(randomBytes(2 ** 20));
    const small = encoder.encode(Buffer.from("small"));
    expect(small.buffer).toBe(large.buffer);
    expect(zstdDecompressSync(small).toString()).toBe("small");
  });

  test("takes slices in shared memory", () => {
    const slice = new Uint8Array(new SharedArrayBuffer(70_000)).fill(7);
    expect(
      Buffer.compare(zstdDecompressSync(new ZstdEncoder(1).encode(slice)), Buffer.alloc(70_000, 7)),
    ).toBe(0);
  });
});
