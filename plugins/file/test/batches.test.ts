import fc from "fast-check";
import { expect, test } from "vitest";
import { batches } from "../src/batches.ts";

const mebibyte = 1024 * 1024;
const lengths = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 10 }),
  fc.integer({ min: 1, max: 3 * mebibyte }),
);

test("the bytes stay the same and in order, 1 MiB at most and 512 views at most at a time", () => {
  fc.assert(
    fc.property(fc.array(lengths, { maxLength: 8 }), (given) => {
      const whole = Buffer.alloc(given.reduce((sum, length) => sum + length, 0));
      for (let at = 0; at < whole.length; at += 997) whole[at] = at % 251;
      let start = 0;
      const chunks = given.map((length) => whole.subarray(start, (start += length)));
      const all = [...batches(chunks)];
      expect(Buffer.concat(all.flat()).equals(whole)).toBe(true);
      for (const [index, batch] of all.entries()) {
        const size = batch.reduce((sum, view) => sum + view.length, 0);
        expect(size).toBeGreaterThan(0);
        expect(size).toBeLessThanOrEqual(mebibyte);
        if (index < all.length - 1) expect(size).toBe(mebibyte);
        for (const view of batch) expect(view.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 60 },
  );
});

test("many small chunks are no more than 512 views at a time", () => {
  const chunks = Array.from({ length: 3000 }, (_, index) => Uint8Array.of(index % 256, 1));
  const all = [...batches(chunks)];
  expect(all.map((batch) => batch.length)).toEqual([512, 512, 512, 512, 512, 440]);
  expect(Buffer.concat(all.flat())).toEqual(Buffer.concat(chunks));
});
