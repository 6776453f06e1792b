import type { LocationAddress } from "@holdfast/contract";
import type { StateDatabase } from "./database.ts";

/** A directory at a location that a job has begun to fill. */
export interface UnfinishedArchive {
  readonly jobId: string;
  /** Where; never with credentials. */
  readonly address: LocationAddress;
  /** Relative to the location's directory. */
  readonly directory: string;
}

/** The journal of archives that are not complete: what a job leaves behind when it is cut off, for the next one to sweep. */
export class UnfinishedArchives {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Notes the directory, durably; before the first byte goes there. */
  begin(archive: UnfinishedArchive): void {
    this.#database.run(
      "INSERT OR REPLACE INTO unfinished_archives (job_id, directory, document) VALUES (?, ?, ?)",
      archive.jobId,
      archive.directory,
      JSON.stringify(archive),
    );
  }

  /** Forgets the directory: its archive is complete, or it was removed. */
  finish(archive: UnfinishedArchive): void {
    const sql = "DELETE FROM unfinished_archives WHERE job_id = ? AND directory = ?";
    this.#database.run(sql, archive.jobId, archive.directory);
  }

  /** Oldest first. A running job's directory is among them. */
  list(): readonly UnfinishedArchive[] {
    return this.#database.documents("SELECT document FROM unfinished_archives ORDER BY job_id, directory");
  }
}
