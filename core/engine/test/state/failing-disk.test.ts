import { describeWith } from "@holdfast/testservers";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { JobHistory } from "../../src/state/job-history.ts";
import { acquireJobLock } from "../../src/state/job-lock.ts";
import { appendKnownHost, readKnownHosts } from "../../src/state/known-hosts.ts";
import { thrownIds } from "../thrown-ids.ts";
import { jobStatus } from "./job-status.ts";
import { SmallDisk } from "./small-disk.ts";

const full = ["holdfast.state.no-space"];
const unwritable = ["holdfast.state.unwritable"];

await describeWith({ describe, test, afterAll }, "tmpfs", SmallDisk.mount, (disk) => {
  let directories = 0;
  const newStateDir = (): string => join(disk.directory, `state-${(directories += 1)}`);
  afterEach(() => disk.free());

  test("on a full disk the database cannot be made, and can once there is space", () => {
    const stateDir = newStateDir();
    disk.fill();
    expect(thrownIds(() => new StateDatabase(stateDir))).toEqual(full);
    disk.free();
    new StateDatabase(stateDir).close();
  });

  test("on a full disk recording fails with the cause, and what was recorded stays readable", () => {
    const database = new StateDatabase(newStateDir());
    const history = new JobHistory(database);
    history.record(jobStatus({ id: "20270101-000000-1" }));
    disk.fill();
    const recordMore = (): void => {
      for (let second = 10; second < 60; second += 1)
        history.record(jobStatus({ id: `20270101-0001${second}-1`, state: "FAILED" }));
    };
    expect(thrownIds(recordMore)).toEqual(full);
    expect(history.get("20270101-000000-1")?.progress).toBe(17);
    disk.free();
    recordMore();
    expect(history.list()).toHaveLength(51);
    database.close();
  });

  test("on a full disk the job lock works", () => {
    const stateDir = newStateDir();
    acquireJobLock(stateDir).release();
    disk.fill();
    const lock = acquireJobLock(stateDir);
    expect(thrownIds(() => acquireJobLock(stateDir))).toEqual(["holdfast.job.feature-in-use"]);
    lock.release();
  });

  test("on a full disk a host key cannot be remembered, and the others stay", () => {
    const stateDir = newStateDir();
    appendKnownHost(stateDir, "nas ssh-ed25519 AAAA");
    disk.fill();
    const rememberMany = (): void => {
      for (let host = 0; host < 200; host += 1)
        appendKnownHost(stateDir, `host${host} ssh-ed25519 ${"A".repeat(80)}`);
    };
    expect(thrownIds(rememberMany)).toEqual(full);
    expect(readKnownHosts(stateDir)).toMatch(/^nas ssh-ed25519 AAAA\n/);
  });

  test("a read-only file system is told as such", () => {
    const stateDir = newStateDir();
    new StateDatabase(stateDir).close();
    disk.setReadOnly(true);
    try {
      expect(thrownIds(() => new StateDatabase(stateDir))).toEqual(unwritable);
      expect(thrownIds(() => acquireJobLock(stateDir))).toEqual(unwritable);
      expect(thrownIds(() => appendKnownHost(stateDir, "nas ssh-ed25519 AAAA"))).toEqual(unwritable);
      expect(thrownIds(() => new StateDatabase(newStateDir()))).toEqual(unwritable);
    } finally {
      disk.setReadOnly(false);
    }
  });
});
