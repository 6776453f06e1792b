import type { JobKind, JobStatus } from "../job/job.ts";
import { interrupt } from "../job/transition.ts";
import type { StateDatabase } from "./database.ts";
import { isJobLockFree } from "./job-lock.ts";
import { jobStatusOf, type JobRecord } from "./job-record.ts";

/** How many jobs are remembered; the oldest are forgotten first. */
const mostJobs = 1000;

/** The jobs of this system, the running one included. */
export class JobHistory {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /**
   * Stores what is now known of a job. Called only by the holder of the job
   * lock, with INPROGRESS after taking it and with the end before releasing it:
   * {@link heal} depends on that.
   */
  record(status: JobStatus): void {
    this.#database.transaction(() => {
      this.#database.run(
        "INSERT INTO jobs (id, state, document) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET state = ?2, document = ?3",
        status.id,
        status.state,
        JSON.stringify(status),
      );
      this.#database.run(
        "DELETE FROM jobs WHERE id NOT IN (SELECT id FROM jobs ORDER BY id DESC LIMIT ?)",
        mostJobs,
      );
    });
  }

  /**
   * Adds a job that has ended without ever running. Needs no lock, since {@link heal}
   * has nothing to do with it.
   *
   * @returns whether its id was free
   */
  add(ended: JobStatus): boolean {
    const sql = "INSERT INTO jobs (id, state, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    return this.#database.run(sql, ended.id, ended.state, JSON.stringify(ended)) === 1;
  }

  get(id: string): JobStatus | undefined {
    return this.#select("SELECT document FROM jobs WHERE id = ?", id)[0];
  }

  /** Newest first. */
  list(): readonly JobStatus[] {
    return this.#select("SELECT document FROM jobs ORDER BY id DESC");
  }

  /** Ids of the jobs of a kind, newest first; faster than {@link list}. */
  ids(kind: JobKind): readonly string[] {
    const sql = "SELECT json_quote(id) AS document FROM jobs WHERE document ->> 'kind' = ? ORDER BY id DESC";
    return this.#database.documents<string>(sql, kind);
  }

  /** The newest job's id, which the next one must be after. */
  lastId(): string | undefined {
    return this.#database.row("SELECT max(id) AS id FROM jobs")?.["id"]?.toString();
  }

  /** The id of the job that is INPROGRESS. */
  runningId(): string | undefined {
    const sql = "SELECT id FROM jobs WHERE state = 'INPROGRESS' ORDER BY id DESC";
    return this.#database.row(sql)?.["id"]?.toString();
  }

  /**
   * Ends as FAILED every job that stands as INPROGRESS though its process is
   * gone, and gives their ids. Safe at any time, in any process: the jobs are
   * read before the lock is seen free, so each was over by then, and one that
   * starts meanwhile is not among them.
   */
  heal(now: Date): readonly string[] {
    const suspects = this.#select("SELECT document FROM jobs WHERE state = 'INPROGRESS'");
    if (suspects.length === 0 || !isJobLockFree(this.#database.directory)) return [];
    return suspects
      .map((status) => interrupt(status, now))
      .filter((ended) => this.#endIfRunning(ended))
      .map(({ id }) => id);
  }

  #select(sql: string, ...values: readonly string[]): readonly JobStatus[] {
    return this.#database.documents<JobRecord>(sql, ...values).map(jobStatusOf);
  }

  #endIfRunning(ended: JobStatus): boolean {
    const sql = "UPDATE jobs SET state = ?, document = ? WHERE id = ? AND state = 'INPROGRESS'";
    return this.#database.run(sql, ended.state, JSON.stringify(ended), ended.id) === 1;
  }
}
