import fc from "fast-check";
import { expect, test } from "vitest";
import { PathSet } from "../../src/archive/path-set.ts";
import { type ByteString, byteStringOf } from "../../src/parts/byte-string.ts";

test("a set has the paths that were added, and no others", () => {
  const path = fc.string({ unit: "binary" }).map(byteStringOf);
  fc.assert(
    fc.property(fc.array(path), fc.array(path), (added, others) => {
      const set = new PathSet();
      for (const each of added) set.add(each);
      const inside = new Set<string>(added);
      for (const each of [...added, ...others])
        if (set.has(each) !== inside.has(each)) throw new Error(`wrong about ${each}`);
    }),
    { numRuns: 30 },
  );
});

test("so it does with many, and when some are added late", () => {
  const set = new PathSet();
  const count = 50_000;
  for (let index = 0; index < count; index += 2) set.add(`/${index}` as ByteString);
  expect(set.has("/1" as ByteString)).toBe(false);
  set.add("/1" as ByteString);
  expect(set.has("/1" as ByteString)).toBe(true);
  for (let index = 2; index < count; index++) {
    if (set.has(`/${index}` as ByteString) !== (index % 2 === 0)) throw new Error(`wrong about ${index}`);
  }
});
