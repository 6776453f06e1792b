import { expect } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { JobHistory } from "../../src/state/job-history.ts";
import { acquireJobLock, isJobLockFree } from "../../src/state/job-lock.ts";
import { UnfinishedArchives } from "../../src/state/unfinished-archives.ts";
import { thrownIds } from "../thrown-ids.ts";
import { jobStatus } from "./job-status.ts";
import { stateTest as test } from "./state-test.ts";

const now = new Date("2027-03-02T08:00:00Z");

function id(number: number): string {
  return `20270301-${String(120000 + number).padStart(6, "0")}-20931`;
}

test("a status comes back as it was recorded, from another connection too", ({ database, stateDir }) => {
  const running = jobStatus();
  const ended = jobStatus({
    id: id(1),
    state: "SUCCEEDED",
    progress: 100,
    endTime: now,
    secondsLeft: undefined,
  });
  const history = new JobHistory(database);
  history.record(running);
  history.record(ended);
  const other = new StateDatabase(stateDir);
  expect(new JobHistory(other).get(running.id)).toEqual(running);
  expect(new JobHistory(other).get(ended.id)).toEqual(ended);
  other.close();
  expect(history.get("20990101-000000-1")).toBeUndefined();
});

test("recording again replaces, and the list is newest first", ({ database }) => {
  const history = new JobHistory(database);
  expect([history.lastId(), history.runningId(), history.list()]).toEqual([undefined, undefined, []]);
  for (const number of [2, 1, 3])
    history.record(jobStatus({ id: id(number), state: "FAILED", endTime: now }));
  history.record(jobStatus({ id: id(2), progress: 64 }));
  expect(history.list().map((job) => [job.id, job.state, job.progress])).toEqual([
    [id(3), "FAILED", 17],
    [id(2), "INPROGRESS", 64],
    [id(1), "FAILED", 17],
  ]);
  expect(history.lastId()).toBe(id(3));
  expect(history.runningId()).toBe(id(2));
});

test("the newest thousand jobs are kept", ({ database }) => {
  const history = new JobHistory(database);
  database.transaction(() => {
    for (let number = 0; number < 1005; number += 1)
      database.run(
        "INSERT INTO jobs (id, state, document) VALUES (?, 'FAILED', ?)",
        id(number),
        JSON.stringify(jobStatus({ id: id(number), state: "FAILED", endTime: now })),
      );
  });
  history.record(jobStatus({ id: id(1005) }));
  const kept = history.list();
  expect(kept).toHaveLength(1000);
  expect([kept[0]?.id, kept.at(-1)?.id]).toEqual([id(1005), id(6)]);
});

test("healing ends jobs whose lock is free, and no others", ({ database, stateDir }) => {
  const history = new JobHistory(database);
  history.record(jobStatus({ id: id(1), state: "SUCCEEDED", progress: 100, endTime: now }));
  history.record(jobStatus({ id: id(2) }));
  const lock = acquireJobLock(stateDir, () => history.runningId());
  expect(history.heal(now)).toEqual([]);
  expect(history.get(id(2))?.state).toBe("INPROGRESS");
  lock.release();
  expect(history.heal(now)).toEqual([id(2)]);
  expect(history.heal(now)).toEqual([]);
  const healed = history.get(id(2));
  expect(healed).toMatchObject({ state: "FAILED", endTime: now, cancelable: false });
  expect(healed?.messages.at(-1)?.id).toBe("holdfast.job.interrupted");
  expect(history.get(id(1))?.state).toBe("SUCCEEDED");
  expect(isJobLockFree(stateDir)).toBe(true);
});

test("healing does not overwrite the end that a job records in the meantime", ({ database, stateDir }) => {
  const lock = acquireJobLock(stateDir);
  const runner = new JobHistory(database);
  runner.record(jobStatus({ id: id(1) }));
  const other = new StateDatabase(stateDir);
  const documents = other.documents.bind(other);
  // The other process has read the list of running jobs; before it looks at the lock, the job ends.
  other.documents = <Document>(sql: string, ...values: string[]) => {
    const read = documents<Document>(sql, ...values);
    runner.record(jobStatus({ id: id(1), state: "SUCCEEDED", progress: 100, endTime: now }));
    lock.release();
    return read;
  };
  expect(new JobHistory(other).heal(now)).toEqual([]);
  other.close();
  expect(runner.get(id(1))?.state).toBe("SUCCEEDED");
});

test("after kill -9 the job is FAILED as interrupted, its directory is known and the next job can start", async ({
  database,
  stateDir,
  launch,
}) => {
  const history = new JobHistory(database);
  for (const number of [1, 2, 3]) {
    const runner = launch("run-job.ts", stateDir, id(number));
    expect(await runner.line()).toBe("running");
    expect(history.heal(now)).toEqual([]);
    expect(thrownIds(() => acquireJobLock(stateDir))).toEqual(["holdfast.job.feature-in-use"]);
    expect(history.runningId()).toBe(id(number));
    await runner.kill();
    expect(history.get(id(number))?.state).toBe("INPROGRESS");
    expect(history.heal(now)).toEqual([id(number)]);
    expect(history.get(id(number))).toMatchObject({ state: "FAILED", bytes: { source: 1e9 } });
  }
  expect(new UnfinishedArchives(database).list().map(({ jobId }) => jobId)).toEqual([id(1), id(2), id(3)]);
  acquireJobLock(stateDir).release();
});

test("a damaged record is told as such", ({ database }) => {
  database.run("INSERT INTO jobs (id, state, document) VALUES ('x', 'FAILED', '{\"id\":')");
  expect(thrownIds(() => new JobHistory(database).list())).toEqual(["holdfast.state.corrupt"]);
});
