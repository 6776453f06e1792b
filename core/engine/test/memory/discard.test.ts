import { describe, expect, test } from "vitest";
import { discard } from "../../src/memory/discard.ts";

describe("discarding", () => {
  test("frees memory that the bytes fill, and large memory around them", () => {
    for (const bytes of [new Uint8Array(10), new Uint8Array(1024 * 1024).subarray(5, 500)]) {
      const { buffer } = bytes;
      discard(bytes);
      expect(buffer.byteLength).toBe(0);
      expect(bytes).toHaveLength(0);
    }
  });

  test("leaves the pool that small buffers are parts of", () => {
    const neighbour = Buffer.from("neighbour");
    const small = Buffer.allocUnsafe(100);
    expect(small.buffer.byteLength).toBeGreaterThan(small.length);
    discard(small);
    expect(neighbour.toString()).toBe("neighbour");
    expect(small).toHaveLength(100);
  });

  test("leaves shared memory, which other threads see", () => {
    const shared = new Uint8Array(new SharedArrayBuffer(100_000));
    discard(shared);
    expect(shared).toHaveLength(100_000);
  });
});
