import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chunkSize,
  openInPlace,
  plainCapacity,
  positionOf,
  scatter,
  sealedSize,
  sealInPlace,
  tagSize,
} from "../../src/seal/age/payload.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";

const key = new Uint8Array(32).fill(9);
const sealedChunk = chunkSize + tagSize;
const altered = "holdfast.seal.payload-altered";
const edges = [0, 1, 2].flatMap((chunks) => [-1, 0, 1].map((step) => chunks * chunkSize + step));
const sizes = edges.filter((size) => size >= 0);

function sealed(plaintext: Uint8Array, memory?: Uint8Array): Uint8Array {
  const payload = memory ?? new Uint8Array(sealedSize(plaintext.length));
  scatter(payload, 0, plaintext);
  sealInPlace(payload, key);
  return payload;
}

const opening = (payload: Uint8Array): Promise<string> => rejectionOf(() => openInPlace(payload, key));

describe("a payload", () => {
  test.each(sizes)("of %i bytes comes back, from shared memory too", (size) => {
    const plaintext = randomBytes(size);
    const opened = openInPlace(sealed(plaintext), key);
    expect(Buffer.compare(opened, plaintext)).toBe(0);
    const shared = new Uint8Array(new SharedArrayBuffer(sealedSize(size)));
    expect(Buffer.compare(openInPlace(sealed(plaintext, shared), key), plaintext)).toBe(0);
  });

  test("may be filled in any order and in any pieces", () => {
    const plaintext = randomBytes(3 * chunkSize + 77);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: plaintext.length - 1 }), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), (inner, ranks) => {
        const ends = [...inner, plaintext.length].toSorted((one, two) => one - two);
        const pieces = ends.map((end, index) => ({
          start: ends[index - 1] ?? 0,
          end,
          rank: ranks[index] ?? 0,
        }));
        const payload = new Uint8Array(sealedSize(plaintext.length));
        for (const { start, end } of pieces.toSorted((one, two) => one.rank - two.rank)) {
          scatter(payload, start, plaintext.subarray(start, end));
        }
        sealInPlace(payload, key);
        expect(Buffer.compare(payload, sealed(plaintext))).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test("has room for exactly its capacity", () => {
    fc.assert(
      fc.property(fc.integer({ min: tagSize, max: 5 * sealedChunk }), (size) => {
        expect(sealedSize(plainCapacity(size))).toBeLessThanOrEqual(size);
        expect(sealedSize(plainCapacity(size) + 1)).toBeGreaterThan(size);
      }),
    );
    expect(plainCapacity(sealedChunk + tagSize)).toBe(chunkSize);
    expect(positionOf(chunkSize)).toBe(sealedChunk);
  });

  test(
    "is refused with every single bit of its first chunk flipped",
    { tags: ["slow"], timeout: 300_000 },
    async () => {
      const payload = sealed(randomBytes(chunkSize + 40));
      for (let bit = 0; bit < sealedChunk * 8; bit++) {
        if ((await opening(flipped(payload, bit))) !== altered) throw new Error(`bit ${bit} is not noticed`);
      }
    },
  );

  test("is refused with every bit of its last chunk flipped, and many of its first one", async () => {
    const payload = sealed(randomBytes(chunkSize + 40));
    const bits = [
      ...Array.from({ length: 400 }, (_, index) => index * 1311 + (index % 8)),
      ...Array.from({ length: 56 * 8 }, (_, index) => sealedChunk * 8 + index),
      ...Array.from({ length: tagSize * 8 }, (_, index) => chunkSize * 8 + index),
    ];
    for (const bit of bits) {
      expect(await opening(flipped(payload, bit))).toBe(altered);
    }
  });

  test.each(sizes)("of %i bytes is refused when cut at or around a chunk's edge", async (size) => {
    const payload = sealed(randomBytes(size));
    for (let edge = 0; edge <= payload.length; edge += sealedChunk) {
      for (const cut of [edge - 1, edge, edge + 1, edge + tagSize - 1, edge + tagSize, edge + tagSize + 1]) {
        if (cut >= 0 && cut < payload.length) expect(await opening(payload.slice(0, cut))).toBe(altered);
      }
    }
    expect(await opening(payload.slice(0, -1))).toBe(altered);
  });

  test.each(sizes)("of %i bytes is refused with anything behind it", async (size) => {
    const payload = sealed(randomBytes(size));
    for (const extra of [1, tagSize - 1, tagSize, tagSize + 1, sealedChunk]) {
      expect(await opening(Buffer.concat([payload, Buffer.alloc(extra)]))).toBe(altered);
    }
    expect(await opening(Buffer.concat([payload, sealed(new Uint8Array(0))]))).toBe(altered);
  });

  test("is refused with chunks swapped, dropped or doubled", async () => {
    const payload = Buffer.from(sealed(randomBytes(3 * chunkSize + 5)));
    const chunks = [0, 1, 2, 3].map((index) =>
      payload.subarray(index * sealedChunk, (index + 1) * sealedChunk),
    );
    for (const order of [
      [1, 0, 2, 3],
      [0, 2, 1, 3],
      [0, 2, 3],
      [1, 2, 3],
      [0, 0, 1, 2, 3],
      [0, 1, 2],
      [0, 1, 3, 2],
    ]) {
      const changed = Buffer.concat(order.map((index) => chunks[index] ?? Buffer.alloc(0)));
      expect(await opening(changed)).toBe(altered);
    }
    expect(await opening(Buffer.concat(chunks))).toBe("none");
  });

  test("leaves no byte of a chunk that failed in the memory", async () => {
    const plaintext = randomBytes(2 * chunkSize);
    const intact = sealed(plaintext);
    const payload = flipped(intact, intact.length * 8 - 1);
    expect(await opening(payload)).toBe(altered);
    expect(Buffer.compare(payload.subarray(0, chunkSize), plaintext.subarray(0, chunkSize))).toBe(0);
    const half = plaintext.subarray(chunkSize, chunkSize + 32);
    expect(Buffer.from(payload).includes(half)).toBe(false);
  });

  test("does not open with another key", async () => {
    const payload = sealed(randomBytes(10));
    expect(await rejectionOf(() => openInPlace(payload, new Uint8Array(32)))).toBe(altered);
  });
});
