import { expect, test } from "vitest";
import { giveBackSpareHeap } from "../../src/memory/spare-heap.ts";

const MiB = 1024 * 1024;

test("what the heap does not need goes back to the system", () => {
  const before = process.memoryUsage().heapTotal;
  let objects: unknown[] | undefined = Array.from({ length: 1_000_000 }, (_, index) => ({
    index,
    text: `${index}`,
  }));
  const grown = process.memoryUsage().heapTotal;
  expect(objects.length).toBe(1_000_000);
  expect(grown - before).toBeGreaterThan(32 * MiB);
  objects = undefined;
  giveBackSpareHeap();
  expect(process.memoryUsage().heapTotal).toBeLessThan(grown - 32 * MiB);
});
