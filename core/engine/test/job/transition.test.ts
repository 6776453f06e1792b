import { expect, test } from "vitest";
import { message } from "../../src/messages/catalogue.ts";
import type { JobEvent, Moment } from "../../src/job/job-event.ts";
import type { JobPhase, JobRequest } from "../../src/job/job.ts";
import { interrupt, newJob, statusOf, transition, type Job } from "../../src/job/transition.ts";
import { thrownIds } from "../thrown-ids.ts";

const request: JobRequest = {
  location: "sftp://backup.example/fw",
  locationUser: "fw",
  type: "MANUAL",
  parts: ["common"],
  comment: "",
  version: "4.2.0",
  build: "20931",
};
const start = new Date("2027-03-01T12:00:00Z");

function at(seconds: number): Moment {
  return { time: new Date(start.getTime() + seconds * 1000), monotonicMs: 50_000 + seconds * 1000 };
}

function enter(phase: JobPhase, seconds = 0): JobEvent {
  return { type: "phase-entered", phase, at: at(seconds) };
}

function progress(done: number, total: number, seconds = 0): JobEvent {
  return { type: "progress", done, total, at: at(seconds) };
}

const cancel: JobEvent = { type: "cancel-requested" };
const succeeded: JobEvent = { type: "succeeded", at: at(100) };
const failed: JobEvent = {
  type: "failed",
  messages: [message("holdfast.job.running", "why")],
  at: at(100),
};

function backup(...events: readonly JobEvent[]): Job {
  const job = newJob("20270301-120000-20931", "backup", request);
  return [{ type: "started", at: at(0) } as const, ...events].reduce(transition, job);
}

function restore(...events: readonly JobEvent[]): Job {
  const job = newJob("20270301-120000-20931", "restore", request);
  return [{ type: "started", at: at(0) } as const, ...events].reduce(transition, job);
}

test("a backup goes through its phases to SUCCEEDED, with progress by weight and bytes", () => {
  const job = backup(enter("transferring", 1), progress(500, 1000, 11));
  expect(job).toMatchObject({
    state: "INPROGRESS",
    phase: "transferring",
    progress: 45,
    elapsedMs: 11_000,
    bytes: { source: 1000, done: 500 },
    bytesPerSecond: 50,
    secondsLeft: 10,
    cancelable: true,
  });
  const verifying = transition(job, enter("verifying", 20));
  expect(verifying).toMatchObject({ progress: 88, bytesPerSecond: undefined, secondsLeft: undefined });
  const committing = [progress(1, 2, 25), enter("committing", 30), progress(9, 9, 31)].reduce(
    transition,
    verifying,
  );
  expect(committing).toMatchObject({ progress: 99, cancelable: false, bytes: { source: 1000, done: 500 } });
  expect(transition(committing, succeeded)).toMatchObject({
    state: "SUCCEEDED",
    phase: "committing",
    progress: 100,
    startTime: start,
    endTime: at(100).time,
    elapsedMs: 100_000,
  });
});

test("a restore succeeds from unpacking and from swapping, not before", () => {
  expect(restore(enter("unpacking"), succeeded).state).toBe("SUCCEEDED");
  expect(restore(enter("unpacking"), enter("swapping"), succeeded).state).toBe("SUCCEEDED");
  expect(thrownIds(() => restore(succeeded))).toEqual(["holdfast.job.illegal-transition"]);
});

test("a backup succeeds from committing only, and never goes back to an earlier phase", () => {
  const illegal = ["holdfast.job.illegal-transition"];
  expect(thrownIds(() => backup(enter("transferring"), succeeded))).toEqual(illegal);
  expect(thrownIds(() => backup(enter("verifying"), enter("transferring")))).toEqual(illegal);
  expect(thrownIds(() => backup(enter("transferring"), enter("transferring")))).toEqual(illegal);
  expect(thrownIds(() => backup(enter("swapping")))).toEqual(illegal);
  expect(thrownIds(() => backup({ type: "started", at: at(1) }))).toEqual(illegal);
});

test("cancelling is taken until the point of no return, and too late from there on", () => {
  for (const phase of ["transferring", "verifying"] as const) {
    const job = backup(enter(phase), cancel, cancel);
    expect(job).toMatchObject({ state: "INPROGRESS", cancelRequested: true, cancelable: false });
  }
  expect(thrownIds(() => backup(enter("committing"), cancel))).toEqual(["holdfast.job.too-late"]);
  expect(thrownIds(() => restore(enter("swapping"), cancel))).toEqual(["holdfast.job.too-late"]);
});

test("cancelling what does not run is refused", () => {
  const notRunning = ["holdfast.job.not-running"];
  expect(thrownIds(() => backup(failed, cancel))).toEqual(notRunning);
  expect(thrownIds(() => transition(newJob("id", "backup", request), cancel))).toEqual(notRunning);
});

test("a job that was told to stop neither commits nor succeeds, and its failure says that it was cancelled", () => {
  const cancelled = backup(enter("transferring"), cancel);
  expect(thrownIds(() => transition(cancelled, enter("committing")))).toEqual(["holdfast.job.cancelled"]);
  expect(thrownIds(() => restore(enter("unpacking"), cancel, succeeded))).toEqual(["holdfast.job.cancelled"]);
  const ids = transition(cancelled, failed).messages.map(({ id }) => id);
  expect(ids).toEqual(["holdfast.job.cancelled", "holdfast.job.running"]);
  const told: JobEvent = { type: "failed", messages: [message("holdfast.job.cancelled")], at: at(9) };
  expect(transition(cancelled, told).messages).toHaveLength(1);
});

test("a wall clock that is set back changes neither order nor duration", () => {
  const job = backup({
    type: "failed",
    messages: [message("holdfast.job.cancelled")],
    at: { time: new Date("1970-01-01T00:00:00Z"), monotonicMs: 57_000 },
  });
  expect(job).toMatchObject({ endTime: start, elapsedMs: 7000 });
});

test("an interrupted job keeps what was known of it and says why it failed", () => {
  const status = statusOf(backup(enter("transferring"), progress(1, 4)));
  const found = new Date("2027-03-02T08:00:00Z");
  const ended = interrupt(status, found);
  expect(ended).toMatchObject({ state: "FAILED", endTime: found, phase: "transferring", bytes: { done: 1 } });
  expect(ended.messages.map(({ id }) => id)).toEqual(["holdfast.job.interrupted"]);
  expect(Object.keys(ended)).not.toContain("pace");
});

test("messages are bounded, the reason of a failure is always kept", () => {
  const chatter: JobEvent = { type: "message", message: message("holdfast.job.running", "chatter") };
  const job = backup(...Array.from({ length: 1000 }, () => chatter), failed);
  expect(job.messages).toHaveLength(101);
  expect(job.messages.at(-1)?.args).toEqual(["why"]);
});
