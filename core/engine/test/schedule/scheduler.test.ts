import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import type { BackupCore, ScheduleCreateSpec } from "@holdfast/core";
import { describe, expect } from "vitest";
import { type GivenOptions, idsOf, jobTest } from "../backup/job-test.ts";
import { VirtualClock } from "./virtual-clock.ts";

const nightly: ScheduleCreateSpec = {
  location: "memory:///place",
  recurrence_info: { hour: 2, minute: 30, days: [] },
};

interface ScheduleFixtures {
  coreAt: (clock: VirtualClock, faults?: readonly Fault[], options?: GivenOptions) => BackupCore;
}

const scheduleTest = jobTest.extend<ScheduleFixtures>({
  coreAt: async ({ directory, server, makeCore }, use) => {
    mkdirSync(join(directory, "source"));
    writeFileSync(join(directory, "source/file"), "content");
    await use((clock, faults = [], options = {}) =>
      makeCore({
        locations: [faultyLocation(memoryLocation({ localhost: server }), faults)],
        ...options,
        settings: { clock, timeZone: "Europe/Berlin", ...options.settings },
      }),
    );
  },
});

/** Ends what runs, so that the next run finds nothing in its way. */
async function settled(core: BackupCore): Promise<void> {
  // The run begins after its secrets were read.
  await expect
    .poll(() => core.jobs().every(({ state }) => state !== "INPROGRESS"), { timeout: 60_000 })
    .toBe(true);
}

async function runs(core: BackupCore, clock: VirtualClock, until: string): Promise<number> {
  const before = core.jobs().length;
  await clock.passUntil(until, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    await settled(core);
  });
  await settled(core);
  return core.jobs().length - before;
}

describe("a schedule", { timeout: 120_000 }, () => {
  scheduleTest("runs at its time, as a scheduled backup", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-01-10T20:00:00Z");
    const core = coreAt(clock);
    core.startSchedules();
    core.startSchedules();
    await core.operations.backup.schedules.create("default", nightly);
    expect(await runs(core, clock, "2026-01-11T01:29:00Z")).toBe(0);
    expect(await runs(core, clock, "2026-01-11T01:30:00Z")).toBe(1);
    expect(await runs(core, clock, "2026-01-12T01:31:00Z")).toBe(1);
    const jobs = core.jobs();
    expect(jobs.map(({ state, request }) => [state, request.type])).toEqual([
      ["SUCCEEDED", "SCHEDULED"],
      ["SUCCEEDED", "SCHEDULED"],
    ]);
    const archives = await core.list({ location: nightly });
    expect(archives.every(({ archive }) => archive.startsWith("S_"))).toBe(true);
  });

  scheduleTest("runs once on each of the days on which clocks are changed", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-03-28T12:00:00Z");
    const core = coreAt(clock);
    core.startSchedules();
    await core.operations.backup.schedules.create("default", nightly);
    expect(await runs(core, clock, "2026-03-29T12:00:00Z")).toBe(1);
    clock.set("2026-10-24T12:00:00Z");
    expect(await runs(core, clock, "2026-10-24T12:02:00Z")).toBe(1);
    expect(await runs(core, clock, "2026-10-25T12:00:00Z")).toBe(1);
  });

  scheduleTest("that is disabled, deleted or has no recurrence does not run", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-01-10T20:00:00Z");
    const core = coreAt(clock);
    const { schedules } = core.operations.backup;
    core.startSchedules();
    await schedules.create("off", { ...nightly, enable: false });
    await schedules.create("by hand", { location: nightly.location });
    await schedules.create("gone", nightly);
    await schedules.delete("gone");
    expect(await runs(core, clock, "2026-01-12T12:00:00Z")).toBe(0);
    await schedules.update("off", { enable: true });
    expect(await runs(core, clock, "2026-01-13T01:29:00Z")).toBe(0);
    expect(await runs(core, clock, "2026-01-13T12:00:00Z")).toBe(1);
  });

  scheduleTest("that was missed is made up for once, by whatever process comes next", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-01-10T20:00:00Z");
    const first = coreAt(clock);
    await first.operations.backup.schedules.create("default", nightly);
    await first.close();
    clock.set("2026-01-20T12:00:00Z");
    const core = coreAt(clock);
    const other = coreAt(clock);
    core.startSchedules();
    other.startSchedules();
    expect(await runs(core, clock, "2026-01-20T12:10:00Z")).toBeLessThanOrEqual(1);
    expect(core.jobs().map(({ state }) => state)).toEqual(["SUCCEEDED"]);
    expect(await runs(core, clock, "2026-01-21T12:00:00Z")).toBe(1);
  });

  scheduleTest("is not run again by a clock that corrects itself", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-01-10T20:00:00Z");
    const core = coreAt(clock);
    core.startSchedules();
    await core.operations.backup.schedules.create("default", nightly);
    expect(await runs(core, clock, "2026-01-11T01:31:00Z")).toBe(1);
    clock.set("2026-01-11T01:10:00Z");
    expect(await runs(core, clock, "2026-01-11T12:00:00Z")).toBe(0);
    expect(await runs(core, clock, "2026-01-12T12:00:00Z")).toBe(1);
  });

  scheduleTest("is not silenced by a clock that was ahead by years", async ({ coreAt }) => {
    const clock = new VirtualClock("2036-01-10T20:00:00Z");
    const core = coreAt(clock);
    core.startSchedules();
    await core.operations.backup.schedules.create("default", nightly);
    expect(await runs(core, clock, "2036-01-11T12:00:00Z")).toBe(1);
    clock.set("2026-01-10T20:00:00Z");
    expect(await runs(core, clock, "2026-01-11T12:00:00Z")).toBe(1);
    expect(await runs(core, clock, "2026-01-12T12:00:00Z")).toBe(1);
  });

  scheduleTest("that is due while a job runs is refused, and the history says so", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-01-11T01:00:00Z");
    const stalled: Fault = { on: "put", path: /SHA256SUMS/, nth: 1, effect: { kind: "stall" } };
    const core = coreAt(clock, [stalled]);
    core.startSchedules();
    await core.operations.backup.schedules.create("default", nightly);
    const running = core.backUp({ location: { location: nightly.location } });
    await clock.passUntil("2026-01-11T01:31:00Z");
    await expect.poll(() => core.jobs().length, { timeout: 60_000 }).toBe(2);
    const [refused] = core.jobs();
    expect(refused).toMatchObject({ state: "FAILED", kind: "backup", request: { type: "SCHEDULED" } });
    expect(idsOf(refused!)).toEqual([
      "holdfast.schedule.not-started",
      "holdfast.job.feature-in-use",
      "holdfast.job.running",
    ]);
    expect((await core.operations.backup.job.details.list()).get(refused!.id)).toMatchObject({
      status: "FAILED",
      duration: 0,
      type: "SCHEDULED",
    });
    running.cancel();
    await running.finished;
    expect(await runs(core, clock, "2026-01-12T12:00:00Z")).toBe(1);
  });

  scheduleTest("ends with its core", async ({ coreAt }) => {
    const clock = new VirtualClock("2026-01-10T20:00:00Z");
    const core = coreAt(clock);
    core.startSchedules();
    await core.operations.backup.schedules.create("default", nightly);
    expect(clock.waiting).toBe(1);
    await core.close();
    expect(clock.waiting).toBe(0);
    await clock.passUntil("2026-01-12T12:00:00Z");
    expect(coreAt(clock).jobs()).toEqual([]);
  });
});
