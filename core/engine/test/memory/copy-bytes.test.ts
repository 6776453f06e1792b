import { expect, test } from "vitest";
import { copyBytes } from "../../src/memory/copy-bytes.ts";

const bytes = Uint8Array.from({ length: 1001 }, (_, index) => index % 251);

test.each([
  ["memory of its own", () => new Uint8Array(3000)],
  ["shared memory", () => new Uint8Array(new SharedArrayBuffer(3000))],
])("copies into %s, at any offset and length", (_, make) => {
  for (const length of [0, 1, 2, 3, 1000, 1001]) {
    for (const at of [0, 1, 7, 1999, 2500, 2999, 3000]) {
      const into = make();
      const copied = copyBytes(bytes.subarray(0, length), into, at);
      expect(copied).toBe(Math.min(length, into.length - at));
      const expected = new Uint8Array(3000);
      expected.set(bytes.subarray(0, copied), at);
      expect(Buffer.compare(into, expected)).toBe(0);
    }
  }
});

test("copies a view, and nothing around it", () => {
  const into = new Uint8Array(10);
  copyBytes(bytes.subarray(5, 8), into, 4);
  expect([...into]).toEqual([0, 0, 0, 0, 5, 6, 7, 0, 0, 0]);
});
