import type { JobStatus } from "../job/job.ts";
import type { JobListener, JobRun } from "./job-run.ts";

/** A job as its starter holds it. */
export class JobHandle {
  /** Resolves with the last status; never rejects: a failed job says why in its messages. */
  readonly finished: Promise<JobStatus>;
  readonly #run: JobRun;

  constructor(run: JobRun, finished: Promise<JobStatus>) {
    this.#run = run;
    this.finished = finished;
  }

  get id(): string {
    return this.#run.status.id;
  }

  get status(): JobStatus {
    return this.#run.status;
  }

  /**
   * Ends the job early.
   *
   * @throws HoldfastError `holdfast.job.too-late` or `holdfast.job.not-running`
   */
  cancel(): void {
    this.#run.cancel();
  }

  /** Tells of every change. @returns a function that ends the subscription */
  subscribe(listener: JobListener): () => void {
    return this.#run.subscribe(listener);
  }
}
