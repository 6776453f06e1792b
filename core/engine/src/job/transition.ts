import { message } from "../messages/catalogue.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { JobEvent, Moment } from "./job-event.ts";
import type { JobBytes, JobKind, JobRequest, JobStatus } from "./job.ts";
import { beginPace, measurePace, secondsFor, type Pace } from "./pace.ts";
import { phasesOf, planOf, progressIn } from "./phases.ts";

/** Messages beyond this many are dropped; those of a failure never are. */
const mostMessages = 100;

/** A job as its own process keeps it: its status, and what measures it. */
export interface Job extends JobStatus {
  /** Monotonic milliseconds of the start. */
  readonly startedMs: number;
  readonly pace: Pace;
}

/** A job that has not started. */
export function newJob(id: string, kind: JobKind, request: JobRequest): Job {
  return {
    id,
    kind,
    request,
    state: "NONE",
    phase: undefined,
    messages: [],
    progress: 0,
    startTime: undefined,
    endTime: undefined,
    elapsedMs: 0,
    bytes: { source: 0, done: 0, stored: 0 },
    bytesPerSecond: undefined,
    secondsLeft: undefined,
    cancelRequested: false,
    cancelable: false,
    startedMs: 0,
    pace: beginPace(0, 0),
  };
}

/**
 * The job after an event; the given job is not altered.
 *
 * A job whose cancellation was requested takes no irrevocable phase and cannot
 * succeed: these events then throw `holdfast.job.cancelled`.
 *
 * @throws HoldfastError `holdfast.job.too-late` or `holdfast.job.not-running` for a cancellation
 *   that cannot be, `holdfast.job.illegal-transition` for events out of order
 */
export function transition(job: Job, event: JobEvent): Job {
  if (event.type === "started") return start(job, event.at);
  if (event.type === "cancel-requested") return requestCancel(job);
  if (job.state !== "INPROGRESS") throw illegal(job, event);
  switch (event.type) {
    case "phase-entered":
      return enterPhase(job, event);
    case "progress":
      return advance(job, event);
    case "message":
      return job.messages.length < mostMessages
        ? { ...job, messages: [...job.messages, event.message] }
        : job;
    case "succeeded":
      return succeed(job, event);
    case "failed":
      return fail(tick(job, event.at), event.messages, event.at.time);
    case "interrupted":
      return fail(job, [message("holdfast.job.interrupted")], event.time);
  }
}

/** The status of a job that its process left running, once that is found out. */
export function interrupt(status: JobStatus, time: Date): JobStatus {
  const job = { ...status, startedMs: 0, pace: beginPace(0, 0) };
  return statusOf(transition(job, { type: "interrupted", time }));
}

/** What is seen of a job. */
export function statusOf(job: Job): JobStatus {
  const { startedMs: _startedMs, pace: _pace, ...status } = job;
  return status;
}

function start(job: Job, at: Moment): Job {
  if (job.state !== "NONE") throw failure("holdfast.job.illegal-transition", job.state, "started");
  return {
    ...job,
    state: "INPROGRESS",
    phase: phasesOf(job.kind)[0]?.phase,
    startTime: at.time,
    startedMs: at.monotonicMs,
    cancelable: true,
  };
}

function requestCancel(job: Job): Job {
  if (job.state !== "INPROGRESS") throw failure("holdfast.job.not-running");
  if (planOf(job.kind, job.phase)?.irrevocable) throw failure("holdfast.job.too-late");
  return { ...job, cancelRequested: true, cancelable: false };
}

function enterPhase(job: Job, event: JobEvent & { type: "phase-entered" }): Job {
  const phases = phasesOf(job.kind);
  const plan = planOf(job.kind, event.phase);
  const current = phases.findIndex(({ phase }) => phase === job.phase);
  if (plan === undefined || phases.indexOf(plan) <= current) throw illegal(job, event);
  if (plan.irrevocable && job.cancelRequested) throw failure("holdfast.job.cancelled");
  return {
    ...tick(job, event.at),
    phase: plan.phase,
    progress: Math.max(job.progress, progressIn(job.kind, plan.phase, 0)),
    pace: beginPace(event.at.monotonicMs, job.bytes.done),
    bytesPerSecond: undefined,
    secondsLeft: undefined,
    cancelable: !plan.irrevocable && !job.cancelRequested,
  };
}

function advance(job: Job, event: JobEvent & { type: "progress" }): Job {
  const plan = planOf(job.kind, job.phase);
  if (plan === undefined) throw illegal(job, event);
  const fraction = event.total > 0 ? Math.min(1, event.done / event.total) : 0;
  const advanced = {
    ...tick(job, event.at),
    progress: Math.max(job.progress, Math.min(99, progressIn(job.kind, plan.phase, fraction))),
    bytes: { ...job.bytes, stored: Math.max(job.bytes.stored, event.stored ?? 0) },
  };
  if (!plan.movesSource) return advanced;
  const bytes: JobBytes = {
    ...advanced.bytes,
    source: event.total,
    done: Math.max(job.bytes.done, event.done),
  };
  const pace = measurePace(job.pace, event.at.monotonicMs, bytes.done);
  return {
    ...advanced,
    bytes,
    pace,
    bytesPerSecond: pace.bytesPerSecond,
    secondsLeft: secondsFor(bytes.source - bytes.done, pace),
  };
}

function succeed(job: Job, event: JobEvent & { type: "succeeded" }): Job {
  if (job.cancelRequested) throw failure("holdfast.job.cancelled");
  if (!planOf(job.kind, job.phase)?.last) throw illegal(job, event);
  return { ...end(tick(job, event.at), event.at.time), state: "SUCCEEDED", progress: 100 };
}

function fail(job: Job, messages: readonly Message[], time: Date): Job {
  const cancelled = message("holdfast.job.cancelled");
  const untold = job.cancelRequested && !messages.some(({ id }) => id === cancelled.id);
  return {
    ...end(job, time),
    state: "FAILED",
    messages: [...job.messages, ...(untold ? [cancelled] : []), ...messages],
  };
}

function end(job: Job, time: Date): Job {
  const start = job.startTime ?? time;
  return {
    ...job,
    endTime: time < start ? start : time,
    bytesPerSecond: undefined,
    secondsLeft: undefined,
    cancelable: false,
  };
}

function tick(job: Job, at: Moment): Job {
  return { ...job, elapsedMs: Math.max(job.elapsedMs, at.monotonicMs - job.startedMs) };
}

function illegal(job: Job, event: JobEvent): Error {
  const where = job.state === "INPROGRESS" ? (job.phase ?? job.state) : job.state;
  const what = event.type === "phase-entered" ? event.phase : event.type;
  return failure("holdfast.job.illegal-transition", where, what);
}
