import { beforeEach, expect, test, vi } from "vitest";
import { patiently } from "../src/protocol/files/patience.ts";
import { NfsStatusError, type StatusPrefix } from "../src/protocol/nfs-status.ts";

const waits: number[] = [];
vi.mock("node:timers/promises", () => ({ setTimeout: async (ms: number) => void waits.push(ms) }));
beforeEach(() => void waits.splice(0));

function refusal(prefix: StatusPrefix, status: string): NfsStatusError {
  return new NfsStatusError(prefix, status, "OPEN");
}

test.each([
  ["NFS3ERR", "JUKEBOX"],
  ["NFS4ERR", "DELAY"],
  ["NFS4ERR", "GRACE"],
] as const)("%s_%s is asked again, after growing pauses", async (prefix, status) => {
  let calls = 0;
  const result = patiently(async () => {
    calls += 1;
    if (calls < 5) throw refusal(prefix, status);
    return "done";
  });
  expect(await result).toBe("done");
  expect(waits).toEqual([100, 200, 400, 800]);
});

test("a server that asks for ever is given up after half a minute", async () => {
  const error = refusal("NFS4ERR", "DELAY");
  await expect(patiently(() => Promise.reject(error))).rejects.toBe(error);
  const waited = waits.reduce((total, wait) => total + wait, 0);
  expect(waited).toBeGreaterThanOrEqual(30_000);
  expect(waited).toBeLessThanOrEqual(35_000);
  expect(Math.max(...waits)).toBe(5000);
});

test("any other refusal is final", async () => {
  const error = refusal("NFS4ERR", "NOSPC");
  await expect(patiently(() => Promise.reject(error))).rejects.toBe(error);
  expect(waits).toEqual([]);
});
