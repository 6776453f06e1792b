import { nextJobId } from "../job/job-id.ts";
import type { JobKind, JobRequest, JobStatus } from "../job/job.ts";
import { newJob, statusOf, transition } from "../job/transition.ts";
import type { Message } from "../messages/message.ts";
import { JobHandle } from "./job-handle.ts";
import { acquireJobLock, inUse, isJobLockFree, type JobLock } from "./job-lock.ts";
import { JobRun } from "./job-run.ts";
import type { StateStore } from "./state-store.ts";

/** What a job does. It succeeds when this resolves. */
export type JobWork = (job: JobRun, state: StateStore) => Promise<void>;

/** Starts jobs that stand in the history, one at a time for each state directory. */
export class JobStarter {
  readonly #state: () => StateStore;
  readonly #build: string;
  readonly #prepare: JobWork;
  /** The id of the job that runs in this process, which answers faster than the lock. */
  #running: string | undefined;

  /**
   * @param state opens the state directory when it is first needed
   * @param build the appliance's, the last part of job ids
   * @param prepare what every job does first
   */
  constructor(state: () => StateStore, build: string, prepare: JobWork) {
    this.#state = state;
    this.#build = build;
    this.#prepare = prepare;
  }

  /** @throws HoldfastError FEATURE_IN_USE while another job runs */
  start(kind: JobKind, request: JobRequest, work: JobWork): JobHandle {
    if (this.#running !== undefined) throw inUse(this.#running);
    const state = this.#state();
    // Before the lock is taken: jobs are healed only while nobody has it.
    state.history.heal(new Date());
    const lock = acquireJobLock(state.directory, () => state.history.runningId());
    try {
      const id = nextJobId(new Date(), this.#build, state.history.lastId());
      const run = new JobRun(newJob(id, kind, request), state.history);
      this.#running = id;
      return new JobHandle(run, this.#run(work, run, state, lock));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /**
   * Refuses what {@link start} would refuse, and starts nothing.
   *
   * @throws HoldfastError FEATURE_IN_USE while a job runs
   */
  checkIdle(): void {
    if (this.#running !== undefined) throw inUse(this.#running);
    const { history, directory } = this.#state();
    if (!isJobLockFree(directory)) throw inUse(history.runningId());
  }

  /** Notes a job in the history that was due and could not be started: one that has FAILED at once. */
  noteRefusal(kind: JobKind, request: JobRequest, messages: readonly [Message, ...Message[]]): JobStatus {
    const { history } = this.#state();
    for (;;) {
      const at = { time: new Date(), monotonicMs: 0 };
      const id = nextJobId(at.time, this.#build, history.lastId());
      const started = transition(newJob(id, kind, request), { type: "started", at });
      const status = statusOf(transition(started, { type: "failed", messages, at }));
      if (history.add(status)) return status;
    }
  }

  /**
   * Has the job lock as long as the work takes, without a job.
   *
   * @throws HoldfastError FEATURE_IN_USE while a job runs
   */
  async whileIdle<T>(work: (state: StateStore) => Promise<T>): Promise<T> {
    const state = this.#state();
    const lock = acquireJobLock(state.directory, () => state.history.runningId());
    try {
      return await work(state);
    } finally {
      lock.release();
    }
  }

  async #run(work: JobWork, job: JobRun, state: StateStore, lock: JobLock): Promise<JobStatus> {
    try {
      await this.#prepare(job, state);
      await work(job, state);
      job.succeed();
    } catch (error) {
      job.fail(job.signal.aborted ? job.signal.reason : error);
    } finally {
      this.#running = undefined;
      lock.release();
    }
    return job.status;
  }
}
