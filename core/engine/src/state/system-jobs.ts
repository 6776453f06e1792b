import type { JobStatus } from "../job/job.ts";
import type { JobHandle } from "./job-handle.ts";
import type { StateStore } from "./state-store.ts";

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
  running(id: string, kind: JobStatus["kind"]): JobHandle | undefined {
    return [...this.#running].find((job) => job.id === id && job.status.kind === kind);
  }

  /** Newest first. Restores into a directory leave no trace in the history and are not among them. */
  list(): readonly JobStatus[] {
    const { history } = this.#state();
    history.heal(new Date());
    return history.list().map((status) => this.#latest(status));
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

  /** Cancels what runs here, as far as that is still possible, and waits for it. */
  async end(): Promise<void> {
    const running = [...this.#running];
    for (const job of running) if (job.status.cancelable) job.cancel();
    await Promise.all(running.map((job) => job.finished));
  }

  /** The history is a little behind a job that runs here. */
  #latest(known: JobStatus): JobStatus {
    if (known.state !== "INPROGRESS") return known;
    return this.running(known.id, known.kind)?.status ?? known;
  }
}
