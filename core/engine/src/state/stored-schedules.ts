import type { StateDatabase } from "./database.ts";
import type { Schedule } from "./schedule.ts";

/** A schedule, and the time until which its runs are accounted for. */
export interface StoredSchedule {
  readonly schedule: Schedule;
  readonly since: Date;
}

/** The schedules of this system. */
export class StoredSchedules {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** By id. */
  list(): readonly StoredSchedule[] {
    return this.#select(
      "SELECT json_object('since', since, 'schedule', json(document)) AS document FROM schedules ORDER BY id",
    );
  }

  get(id: string): Schedule | undefined {
    return this.#database.documents<Schedule>("SELECT document FROM schedules WHERE id = ?", id)[0];
  }

  /** @returns whether the id was free */
  add(schedule: Schedule, since: Date): boolean {
    const sql = "INSERT INTO schedules (id, since, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    return this.#database.run(sql, schedule.id, since.toISOString(), JSON.stringify(schedule)) === 1;
  }

  /** @param since left as it is when left out @returns whether there is a schedule of that id */
  replace(schedule: Schedule, since?: Date): boolean {
    const sql = "UPDATE schedules SET document = ?, since = coalesce(?, since) WHERE id = ?";
    const time = since?.toISOString() ?? null;
    return this.#database.run(sql, JSON.stringify(schedule), time, schedule.id) === 1;
  }

  /** @returns whether there was a schedule of that id */
  remove(id: string): boolean {
    return this.#database.run("DELETE FROM schedules WHERE id = ?", id) === 1;
  }

  /**
   * Accounts for the runs of a schedule until a time.
   *
   * @param known what was accounted for when the caller looked
   * @returns whether that was still so: of several processes one gets the run
   */
  account(id: string, known: Date, until: Date): boolean {
    const sql = "UPDATE schedules SET since = ? WHERE id = ? AND since = ?";
    return this.#database.run(sql, until.toISOString(), id, known.toISOString()) === 1;
  }

  #select(sql: string): readonly StoredSchedule[] {
    const rows = this.#database.documents<{ since: string; schedule: Schedule }>(sql);
    return rows.map(({ since, schedule }) => ({ schedule, since: new Date(since) }));
  }
}
