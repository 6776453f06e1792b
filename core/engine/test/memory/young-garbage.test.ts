import { expect, test } from "vitest";
import { YoungGarbage } from "../../src/memory/young-garbage.ts";

const packet = 256 * 1024;
const MiB = 1024 * 1024;

test("buffers that nobody uses any more do not pile up", () => {
  const garbage = new YoungGarbage();
  let most = 0;
  for (let sent = 0; sent < 256 * MiB; sent += packet) {
    Buffer.alloc(packet).fill(1);
    garbage.passed(packet);
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  expect(most).toBeLessThan(24 * MiB);
});
