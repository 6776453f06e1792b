import { performance } from "node:perf_hooks";
import type { JobEvent, Moment } from "../job/job-event.ts";
import type { JobPhase, JobStatus } from "../job/job.ts";
import { type Job, statusOf, transition } from "../job/transition.ts";
import { message } from "../messages/catalogue.ts";
import { HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";

const recordEveryMs = 1000;

/** Where a job's status is kept. */
export interface JobRecorder {
  record(status: JobStatus): void;
}

/** Told of every change of a job's status. */
export type JobListener = (status: JobStatus) => void;

/**
 * A job while its process runs it: applies events, tells listeners, and keeps the
 * history up to date. Everything that works for the job takes its `signal`.
 */
export class JobRun {
  readonly #history: JobRecorder;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<JobListener>();
  #job: Job;
  #recordedMs = -Infinity;
  #recordFailed = false;

  /** Starts the job. @throws HoldfastError when the history cannot be written */
  constructor(job: Job, history: JobRecorder) {
    this.#history = history;
    this.#job = job;
    this.#apply({ type: "started", at: now() });
    history.record(this.status);
  }

  get status(): JobStatus {
    return statusOf(this.#job);
  }

  /** Aborted when the job is to end early; the reason is a HoldfastError. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: JobListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  enter(phase: JobPhase): void {
    this.#apply({ type: "phase-entered", phase, at: now() });
    this.#record();
  }

  /** Ignored once the job has ended: what works for it may notice late. */
  progress(done: number, total: number, stored: number): void {
    if (this.#job.state !== "INPROGRESS") return;
    this.#apply({ type: "progress", done, total, stored, at: now() });
    if (performance.now() - this.#recordedMs >= recordEveryMs) this.#record();
  }

  /** Ignored once the job has ended. */
  say(said: Message): void {
    if (this.#job.state !== "INPROGRESS") return;
    this.#apply({ type: "message", message: said });
  }

  /**
   * Ends the job early on somebody's wish.
   *
   * @throws HoldfastError `holdfast.job.too-late` or `holdfast.job.not-running`
   */
  cancel(): void {
    this.#apply({ type: "cancel-requested" });
    this.abort(new HoldfastError([message("holdfast.job.cancelled")]));
  }

  /** Ends the job early because it cannot go on. */
  abort(reason: HoldfastError): void {
    this.#controller.abort(reason);
  }

  /** Settles with the work, or rejects as soon as the job is to end early, whatever the work still does. */
  async untilAborted<T>(work: Promise<T>): Promise<T> {
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(this.signal.reason);
    if (this.signal.aborted) abort();
    this.signal.addEventListener("abort", abort, { once: true });
    work.catch(() => undefined);
    try {
      return await Promise.race([work, aborted.promise]);
    } finally {
      this.signal.removeEventListener("abort", abort);
    }
  }

  succeed(): void {
    this.#apply({ type: "succeeded", at: now() });
    this.#record();
  }

  /** Ends the job with what went wrong. */
  fail(error: unknown): void {
    this.#apply({ type: "failed", messages: messagesOf(error), at: now() });
    this.#record();
  }

  #apply(event: JobEvent): void {
    this.#job = transition(this.#job, event);
    const { status } = this;
    for (const listener of this.#listeners) {
      try {
        listener(status);
      } catch {
        // Who listens must not cost the job, and is not told again.
        this.#listeners.delete(listener);
      }
    }
  }

  /** A history that cannot be written must not cost the job; that it could not is said once. */
  #record(): void {
    this.#recordedMs = performance.now();
    try {
      this.#history.record(this.status);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      if (!this.#recordFailed) for (const said of error.messages) this.say(said);
      this.#recordFailed = true;
    }
  }
}

function now(): Moment {
  return { time: new Date(), monotonicMs: performance.now() };
}

function messagesOf(error: unknown): readonly [Message, ...Message[]] {
  if (isHoldfastError(error)) {
    const [first, ...others] = error.messages;
    if (first !== undefined) return [first, ...others];
  }
  const text = error instanceof Error ? error.message : String(error);
  return [message("holdfast.job.failed-unexpectedly", text)];
}
