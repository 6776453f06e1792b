import { randomUUID } from "node:crypto";
import type { StateDatabase } from "./database.ts";

/** An archive as the next one refers to it. */
export interface ArchiveReference {
  readonly name: string;
  /** Hexadecimal SHA-256 of its manifest. */
  readonly digest: string;
}

/** Who this system is to the locations it shares with others, and what it stored there last. */
export class SystemIdentity {
  /** A random UUID, made with the state directory. */
  readonly id: string;
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
    const made = "INSERT INTO system (only_row, id, sequence) VALUES (1, ?, 0) ON CONFLICT DO NOTHING";
    database.run(made, randomUUID());
    this.id = String(database.row("SELECT id FROM system")?.["id"]);
  }

  /** The highest sequence number that was given to an archive. */
  lastSequence(): number {
    return Number(this.#database.row("SELECT sequence FROM system")?.["sequence"]);
  }

  /**
   * The sequence number for a new archive: above all that were given before,
   * and above `highestSeen`, the highest of this system's at the location. The
   * latter keeps the order when the state directory was lost.
   */
  nextSequence(highestSeen: number): number {
    const sql = "UPDATE system SET sequence = max(sequence, ?) + 1 RETURNING sequence";
    return Number(this.#database.row(sql, highestSeen)?.["sequence"]);
  }

  /** The archive that this system stored last at a location. */
  previousArchive(location: string): ArchiveReference | undefined {
    const sql = "SELECT name, digest FROM previous_archives WHERE location = ?";
    const row = this.#database.row(sql, location);
    return row && { name: String(row["name"]), digest: String(row["digest"]) };
  }

  setPreviousArchive(location: string, archive: ArchiveReference): void {
    const sql = "INSERT OR REPLACE INTO previous_archives (location, name, digest) VALUES (?, ?, ?)";
    this.#database.run(sql, location, archive.name, archive.digest);
  }
}
