import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect } from "vitest";
import { acquireJobLock, isJobLockFree } from "../../src/state/job-lock.ts";
import { thrownIds } from "../thrown-ids.ts";
import { stateTest as test } from "./state-test.ts";

const inUse = ["holdfast.job.feature-in-use"];

test("one holder at a time within a process", ({ stateDir }) => {
  expect(isJobLockFree(stateDir)).toBe(true);
  const lock = acquireJobLock(stateDir);
  expect(isJobLockFree(stateDir)).toBe(false);
  expect(thrownIds(() => acquireJobLock(stateDir))).toEqual(inUse);
  expect(isJobLockFree(stateDir)).toBe(false);
  lock.release();
  lock.release();
  expect(isJobLockFree(stateDir)).toBe(true);
  acquireJobLock(stateDir).release();
});

test("a refusal names the running job when it is known", ({ stateDir }) => {
  const lock = acquireJobLock(stateDir);
  const named = thrownIds(() => acquireJobLock(stateDir, () => "20270101-000000-1"));
  expect(named).toEqual([...inUse, "holdfast.job.running"]);
  expect(() => acquireJobLock(stateDir, () => "20270101-000000-1")).toThrow("20270101-000000-1");
  lock.release();
});

test("looking whether it is free creates nothing", ({ stateDir }) => {
  expect(isJobLockFree(stateDir)).toBe(true);
  expect(existsSync(stateDir)).toBe(false);
});

test("the lock writes nothing but an empty file, for its owner alone", ({ stateDir }) => {
  const lock = acquireJobLock(stateDir);
  expect(readdirSync(stateDir)).toEqual(["job.lock"]);
  lock.release();
  expect(readdirSync(stateDir)).toEqual(["job.lock"]);
  const { size, mode } = statSync(join(stateDir, "job.lock"));
  expect([size, mode & 0o777]).toEqual([0, 0o600]);
});

test("another process is refused until the holder releases the lock", async ({ stateDir, launch }) => {
  const holder = launch("hold-job-lock.ts", stateDir);
  expect(await holder.line()).toBe("held");
  expect(isJobLockFree(stateDir)).toBe(false);
  expect(thrownIds(() => acquireJobLock(stateDir))).toEqual(inUse);
  holder.tell("release");
  expect(await holder.line()).toBe("released");
  acquireJobLock(stateDir).release();
  await holder.end();
});

test("kill -9 of the holder frees the lock at once and leaves nothing to clean up", async ({
  stateDir,
  launch,
}) => {
  const holder = launch("hold-job-lock.ts", stateDir);
  expect(await holder.line()).toBe("held");
  await holder.kill();
  expect(isJobLockFree(stateDir)).toBe(true);
  expect(readdirSync(stateDir)).toEqual(["job.lock"]);
  acquireJobLock(stateDir).release();
});

test("a worker thread of the holder's process is refused, too, and its end does not free the lock", async ({
  stateDir,
}) => {
  const lock = acquireJobLock(stateDir);
  const lockModule = new URL("../../src/state/job-lock.ts", import.meta.url).href;
  const source = `
    const { isJobLockFree } = await import(${JSON.stringify(lockModule)});
    const { parentPort } = await import("node:worker_threads");
    parentPort.postMessage(isJobLockFree(${JSON.stringify(stateDir)}));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    execArgv: ["--conditions=@holdfast/source"],
  });
  const free = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await worker.terminate();
  expect(free).toBe(false);
  expect(thrownIds(() => acquireJobLock(stateDir))).toEqual(inUse);
  lock.release();
});

test("of two processes that race for the lock 50 times, exactly one wins each time", async ({
  stateDir,
  launch,
}) => {
  const racers = [launch("race-for-job-lock.ts", stateDir), launch("race-for-job-lock.ts", stateDir)];
  for (let round = 0; round < 50; round += 1) {
    const start = String(Date.now() + 5);
    for (const racer of racers) racer.tell(start);
    const outcomes = await Promise.all(racers.map((racer) => racer.line()));
    expect(outcomes.sort()).toEqual(["holdfast.job.feature-in-use", "won"]);
    for (const racer of racers) racer.tell("release");
    expect(await Promise.all(racers.map((racer) => racer.line()))).toEqual(["released", "released"]);
  }
});
