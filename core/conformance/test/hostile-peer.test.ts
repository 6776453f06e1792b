import { setTimeout } from "node:timers/promises";
import { LocationError } from "@holdfast/contract";
import { expect, test } from "vitest";
import { ConformanceFailure } from "../src/conformance-failure.ts";
import { refusal } from "../src/hostile-peer.ts";

const MiB = 1024 * 1024;
const refused = new LocationError({ code: "protocol", retry: "never", message: "too long" });

/** Takes 16 MiB forty times, and refuses. */
async function greedy(): Promise<never> {
  const room: Buffer[] = [];
  while (room.length < 40) {
    room.push(Buffer.alloc(16 * MiB, 1));
    await setTimeout(20);
  }
  throw refused;
}

test("a refusal that needed little memory is the operation's error", async () => {
  await expect(refusal("it", Promise.reject(refused))).resolves.toBe(refused);
});

test("garbage of before does not hide what an operation takes", async () => {
  let garbage: Buffer[] = Array.from({ length: 32 }, () => Buffer.alloc(16 * MiB, 1));
  expect(garbage.length).toBe(32);
  garbage = [];
  await expect(refusal("it", greedy())).rejects.toThrow(ConformanceFailure);
});

test("an operation that resolves is a failure", async () => {
  await expect(refusal("it", Promise.resolve())).rejects.toThrow(/it rejects/);
});
