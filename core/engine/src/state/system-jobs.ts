import { setTimeout as sleep } from "node:timers/promises";
import type { JobKind, JobStatus } from "../job/job.ts";
import { failure } from "../messages/holdfast-error.ts";
import { changesOf } from "./job-changes.ts";
import type { JobHandle } from "./job-handle.ts";
import type { StateStore } from "./state-store.ts";

const pollMs = 1000;

/** The jobs of this system: those that this process runs, and all that the history remembers. */
export class SystemJobs {
  readonly #state: () => StateStore;
  readonly #running = new Set<JobHandle>();

  /** @param state opens the state directory when it is first needed */
  constructor(state: () => StateStore) {
    this.#state = state;
  }

  /** Counts a job among those that run here, until it has ended. */
  follow(job: JobHandle): JobHandle {
    this.#running.add(job);
    void job.finished.then(() => this.#running.delete(job));
    return job;
  }

  /** The handle of a job that runs in this process. */
  running(id: string, kind: JobKind): JobHandle | undefined {
    return [...this.#running].find((job) => job.id === id && job.status.kind === kind);
  }

  /** Newest first. Restores into a directory leave no trace in the history and are not among them. */
  list(): readonly JobStatus[] {
    const { history } = this.#state();
    history.heal(new Date());
    return history.list().map((status) => this.#latest(status));
  }

  /** Ids of the jobs of a kind, newest first; faster than {@link list}. */
  ids(kind: JobKind): readonly string[] {
    return this.#state().history.ids(kind);
  }

  /** One job; `undefined` when there is none of that id. */
  get(id: string): JobStatus | undefined {
    const { history } = this.#state();
    const known = history.get(id);
    if (known?.state !== "INPROGRESS") return known;
    const running = this.running(id, known.kind);
    if (running !== undefined) return running.status;
    history.heal(new Date());
    return history.get(id);
  }

  /**
   * A job's status now and after every change, until it has ended. Who is slow is
   * given the latest status only.
   *
   * @throws HoldfastError `holdfast.job.unknown`
   */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<JobStatus, void> {
    const known = this.get(id);
    if (known === undefined) throw failure("holdfast.job.unknown", id.slice(0, 80));
    const running = this.running(id, known.kind);
    if (running !== undefined) yield* changesOf(running, signal);
    else yield* this.#pollUntilEnded(known, signal);
  }

  /** Cancels what runs here, as far as that is still possible, and waits for it. */
  async end(): Promise<void> {
    const running = [...this.#running];
    for (const job of running) if (job.status.cancelable) job.cancel();
    await Promise.all(running.map((job) => job.finished));
  }

  /** Another process runs the job: what it records is seen about once a second. */
  async *#pollUntilEnded(known: JobStatus, signal?: AbortSignal): AsyncGenerator<JobStatus, void> {
    let status: JobStatus | undefined = known;
    while (status !== undefined) {
      yield status;
      if (status.state !== "INPROGRESS") return;
      await sleep(pollMs, undefined, { signal });
      status = this.get(known.id);
    }
  }

  /** The history is a little behind a job that runs here. */
  #latest(known: JobStatus): JobStatus {
    if (known.state !== "INPROGRESS") return known;
    return this.running(known.id, known.kind)?.status ?? known;
  }
}
