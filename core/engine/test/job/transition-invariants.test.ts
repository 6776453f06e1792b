import fc from "fast-check";
import { expect, test } from "vitest";
import { message } from "../../src/messages/catalogue.ts";
import { isHoldfastError } from "../../src/messages/holdfast-error.ts";
import type { JobEvent, Moment } from "../../src/job/job-event.ts";
import type { JobKind, JobPhase } from "../../src/job/job.ts";
import { phasesOf } from "../../src/job/phases.ts";
import { newJob, transition, type Job } from "../../src/job/transition.ts";

const request = {
  location: "file:///mnt/usb",
  locationUser: "",
  type: "SCHEDULED",
  parts: ["common", "seat"],
  comment: "nightly",
  version: "1.0",
  build: "1",
} as const;

const moment: fc.Arbitrary<Moment> = fc.record({
  time: fc.date({ noInvalidDate: true }),
  monotonicMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
});
const phase = fc.constantFrom<JobPhase>(
  "preparing",
  "transferring",
  "verifying",
  "committing",
  "unpacking",
  "swapping",
);
const bytes = fc.oneof(fc.nat(100), fc.maxSafeNat());
const said = fc.constant(message("holdfast.job.running", "x"));

const event: fc.Arbitrary<JobEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("phase-entered" as const), phase, at: moment }) },
  {
    weight: 8,
    arbitrary: fc.record(
      { type: fc.constant("progress" as const), done: bytes, total: bytes, stored: bytes, at: moment },
      { requiredKeys: ["type", "done", "total", "at"] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("message" as const), message: said }) },
  { weight: 1, arbitrary: fc.constant({ type: "cancel-requested" } as const) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("succeeded" as const), at: moment }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("failed" as const), messages: fc.tuple(said), at: moment }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("interrupted" as const), time: moment.map(({ time }) => time) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("started" as const), at: moment }) },
);

const events = fc.tuple(
  fc.record({ type: fc.constant("started" as const), at: moment }),
  fc.array(event, { maxLength: 40 }),
);
const kinds = fc.constantFrom<JobKind>("backup", "restore");

test("any sequence of events keeps the invariants of a job", () => {
  const ends = new Set<string>();
  const refusals = new Set<string>();
  fc.assert(
    fc.property(kinds, events, (kind, [started, rest]) => {
      let job = freeze(newJob("20270101-000000-1", kind, request));
      for (const next of [started, ...rest]) {
        const before = job;
        try {
          job = freeze(transition(before, next));
        } catch (error) {
          if (!isHoldfastError(error)) throw error;
          refusals.add(error.messages[0]?.id ?? "");
          continue;
        }
        holdsAlone(job);
        holdsBetween(before, job, next);
      }
      ends.add(job.cancelRequested ? `cancelled ${job.state}` : job.state);
    }),
    { numRuns: 3000 },
  );
  expect([...ends].sort()).toEqual([
    "FAILED",
    "INPROGRESS",
    "SUCCEEDED",
    "cancelled FAILED",
    "cancelled INPROGRESS",
  ]);
  expect([...refusals].sort()).toEqual([
    "holdfast.job.cancelled",
    "holdfast.job.illegal-transition",
    "holdfast.job.not-running",
    "holdfast.job.too-late",
  ]);
});

/** What holds of every job, whatever happened; among it what vSphere's clients check of a status. */
function holdsAlone(job: Job): void {
  const ended = job.state === "SUCCEEDED" || job.state === "FAILED";
  expect(Number.isInteger(job.progress) && job.progress >= 0 && job.progress <= 100).toBe(true);
  expect(job.progress === 100).toBe(job.state === "SUCCEEDED");
  expect(job.startTime !== undefined).toBe(job.state !== "NONE");
  expect(job.endTime !== undefined).toBe(ended);
  if (job.endTime && job.startTime) expect(job.endTime >= job.startTime).toBe(true);
  const revocable = job.state === "INPROGRESS" && job.phase !== "committing" && job.phase !== "swapping";
  expect(job.cancelable).toBe(revocable && !job.cancelRequested);
  if (job.state === "FAILED") expect(job.messages).not.toHaveLength(0);
  if (job.state === "FAILED" && job.cancelRequested)
    expect(job.messages.map(({ id }) => id)).toContain("holdfast.job.cancelled");
  if (job.bytesPerSecond !== undefined) expect(job.bytesPerSecond).toBeGreaterThanOrEqual(0);
  if (job.secondsLeft !== undefined)
    expect(Number.isInteger(job.secondsLeft) && job.secondsLeft >= 0).toBe(true);
  if (ended) expect([job.bytesPerSecond, job.secondsLeft]).toEqual([undefined, undefined]);
}

function holdsBetween(before: Job, after: Job, event: JobEvent): void {
  expect(["SUCCEEDED", "FAILED"]).not.toContain(before.state);
  expect(after.progress).toBeGreaterThanOrEqual(before.progress);
  expect(after.elapsedMs).toBeGreaterThanOrEqual(before.elapsedMs);
  expect(after.bytes.done).toBeGreaterThanOrEqual(before.bytes.done);
  expect(after.bytes.stored).toBeGreaterThanOrEqual(before.bytes.stored);
  expect(after.messages.slice(0, before.messages.length)).toEqual(before.messages);
  const order = phasesOf(after.kind).map((plan) => plan.phase as JobPhase | undefined);
  expect(order.indexOf(after.phase)).toBeGreaterThanOrEqual(order.indexOf(before.phase));
  if (before.cancelRequested) {
    expect(after.cancelRequested).toBe(true);
    expect(after.state).not.toBe("SUCCEEDED");
    expect(["committing", "swapping"]).not.toContain(after.phase);
  }
  if (event.type === "cancel-requested") expect(before.cancelable || before.cancelRequested).toBe(true);
}

function freeze(job: Job): Job {
  Object.freeze(job.messages);
  Object.freeze(job.bytes);
  Object.freeze(job.pace);
  return Object.freeze(job);
}
