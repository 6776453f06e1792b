import type { StateDatabase } from "./database.ts";

/**
 * How far a restore into the appliance has come, which decides what becomes of it
 * when it ends early:
 *
 * - `unpacking`, `stopping`: nothing was changed; what was unpacked is removed
 * - `exchanging`: what was exchanged is put back
 * - `returning`: all files are exchanged; what parts have not taken back yet is given to them once more
 * - `starting`: the appliance is as the archive has it
 */
export type RestoreStage = "unpacking" | "stopping" | "exchanging" | "returning" | "starting";

/** A directory that gets new files, and the one beside it that gets what they replace. */
export interface ExchangePlace {
  readonly staging: string;
  readonly before: string;
}

/** Mode, owner and time of a directory. The time is nanoseconds since 1970, in decimal digits. */
export interface DirectoryAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: string;
}

/** One path that changes. Paths have one character for each byte. */
export type ExchangeStep =
  /** The path's old content goes to `before`, if it had any; the new comes from `staging`, if it gets any. */
  | {
      readonly kind: "exchange";
      /** Index of the place. */
      readonly place: number;
      readonly path: string;
      readonly had: boolean;
      readonly gets: boolean;
    }
  /** A directory that is empty by then and goes, where the file system would not rename it. */
  | { readonly kind: "removal"; readonly path: string; readonly from: DirectoryAttributes }
  /** A directory that stays where it is while its content is exchanged. */
  | {
      readonly kind: "attributes";
      readonly path: string;
      readonly from: DirectoryAttributes;
      readonly to: DirectoryAttributes;
    };

/** A part that takes its bytes back by a program or a function of its own. */
export interface ReturnedContent {
  readonly part: string;
  /** The file that has the bytes. */
  readonly file: string;
  readonly returned: boolean;
  /** The mark of the program that takes them, noted before it starts. */
  readonly program?: string;
}

/** A restore into the appliance that is not over. */
export interface UnfinishedRestore {
  readonly jobId: string;
  readonly stage: RestoreStage;
  readonly places: readonly ExchangePlace[];
  readonly steps: readonly ExchangeStep[];
  readonly contents: readonly ReturnedContent[];
  /** The directory that their files lie in. */
  readonly contentDirectory: string;
}

/**
 * The journal of the restore into the appliance: what has to be undone, or carried
 * on, when its process ends before it does. Also knows what restores replaced and kept.
 */
export class RestoreJournal {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Notes how a restore stands, durably; before the next thing is changed. */
  record(restore: UnfinishedRestore): void {
    const sql = "INSERT OR REPLACE INTO unfinished_restore (only_row, document) VALUES (1, ?)";
    this.#database.run(sql, JSON.stringify(restore));
  }

  /** The restore that is under way, or was when its process ended. */
  unfinished(): UnfinishedRestore | undefined {
    return this.#database.documents<UnfinishedRestore>("SELECT document FROM unfinished_restore")[0];
  }

  /** Forgets the restore: nothing is left to do for it. @param kept directories that have what it replaced */
  finish(kept: readonly string[]): void {
    this.#database.transaction(() => {
      for (const path of kept) {
        this.#database.run("INSERT OR REPLACE INTO replaced_trees (path) VALUES (?)", path);
      }
      this.#database.run("DELETE FROM unfinished_restore");
    });
  }

  /** Directories with what restores have replaced, until {@link forgetReplaced}. */
  replaced(): readonly string[] {
    const sql = "SELECT json_quote(path) AS document FROM replaced_trees ORDER BY path";
    return this.#database.documents<string>(sql);
  }

  /** Forgets such a directory, because somebody has removed it. */
  forgetReplaced(path: string): void {
    this.#database.run("DELETE FROM replaced_trees WHERE path = ?", path);
  }
}
