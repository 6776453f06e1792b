import type { AccessSecret } from "./access-secrets.ts";
import type { StateDatabase } from "./database.ts";

/** The archive that a restore job was given. Its secrets are kept apart from it. */
export interface RestoredArchive {
  readonly jobId: string;
  readonly location: string;
  readonly type?: string;
  readonly user?: string;
  readonly system?: string;
  readonly archive: string;
  /** Ids of the parts that were asked for; all when left out. */
  readonly parts?: readonly string[];
  readonly secrets: readonly AccessSecret[];
}

/** Which archives this system was restored from, for whoever compares it with them. */
export class RestoredArchives {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Newest first. */
  list(): readonly RestoredArchive[] {
    return this.#database.documents("SELECT document FROM restored_archives ORDER BY job_id DESC");
  }

  add(archive: RestoredArchive): void {
    const sql = "INSERT OR REPLACE INTO restored_archives (job_id, document) VALUES (?, ?)";
    this.#database.run(sql, archive.jobId, JSON.stringify(archive));
  }

  remove(jobId: string): void {
    this.#database.run("DELETE FROM restored_archives WHERE job_id = ?", jobId);
  }
}
