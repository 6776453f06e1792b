import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { failure } from "../messages/holdfast-error.ts";
import { migrations } from "./migrations.ts";
import { sqlite } from "./sqlite.ts";
import { ensureStateFile, prepareStateDirectory } from "./state-directory.ts";
import { isBusy, stateFailure } from "./state-failure.ts";

/** How long a statement waits for another process's transaction, in milliseconds. */
const busyTimeoutMs = 5000;

/**
 * `state.db` in the state directory: what must outlive the process. Several
 * processes may have it open. Every method throws a HoldfastError
 * `holdfast.state.*` that names the cause: no space, damaged, not writable, busy.
 */
export class StateDatabase {
  readonly directory: string;
  readonly #path: string;
  readonly #connection: DatabaseSync;

  /** Opens the database, and makes or updates it first where needed. */
  constructor(stateDir: string) {
    prepareStateDirectory(stateDir);
    this.directory = stateDir;
    this.#path = ensureStateFile(stateDir, "state.db");
    this.#connection = this.#guard(() => new sqlite.DatabaseSync(this.#path, { timeout: busyTimeoutMs }));
    try {
      this.#guard(() => enterWalMode(this.#connection));
      this.#check();
      if (this.#version() !== migrations.length) this.transaction(() => this.#migrate());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Runs a statement that gives no rows, and tells how many it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return this.#guard(() => Number(this.#connection.prepare(sql).run(...values).changes));
  }

  /** The first row; `undefined` when there is none. */
  row(sql: string, ...values: readonly SQLInputValue[]): Readonly<Record<string, unknown>> | undefined {
    return this.#guard(() => this.#connection.prepare(sql).get(...values));
  }

  /** The JSON values that stand in the column `document` of all rows. */
  documents<Document>(sql: string, ...values: readonly SQLInputValue[]): readonly Document[] {
    return this.#guard(() => {
      const rows = this.#connection.prepare(sql).all(...values);
      return rows.map((row) => JSON.parse(String(row["document"])) as Document);
    });
  }

  /** Runs `work` as one write transaction: all of it or, when it throws, nothing. Not to be nested. */
  transaction<Result>(work: () => Result): Result {
    this.#guard(() => this.#connection.exec("BEGIN IMMEDIATE"));
    try {
      const result = work();
      this.#guard(() => this.#connection.exec("COMMIT"));
      return result;
    } catch (error) {
      // SQLite has already rolled back after some errors, a full disk for one.
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  /** Ends the connection; may be called twice. */
  close(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  #check(): void {
    const found = this.row("PRAGMA quick_check(1)")?.["quick_check"];
    if (found !== "ok") throw failure("holdfast.state.corrupt", this.#path, String(found));
  }

  #migrate(): void {
    const version = this.#version();
    if (version > migrations.length)
      throw failure("holdfast.state.newer-version", this.#path, version, migrations.length);
    this.#guard(() => {
      for (const step of migrations.slice(version)) this.#connection.exec(step);
      this.#connection.exec(`PRAGMA user_version = ${migrations.length}`);
    });
  }

  #version(): number {
    return Number(this.row("PRAGMA user_version")?.["user_version"]);
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw stateFailure(error, this.#path);
    }
  }
}

/** SQLite does not wait for the lock that this change needs, so that two processes that make the database would collide. */
function enterWalMode(connection: DatabaseSync): void {
  const giveUpAt = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
