import type { RestoreJournal, UnfinishedRestore } from "../../state/restore-journal.ts";

/** A restore under way, as the journal knows it at every moment. */
export class NotedRestore {
  readonly #journal: RestoreJournal;
  #current: UnfinishedRestore;

  /** Notes it. @throws HoldfastError `holdfast.state.*` */
  constructor(journal: RestoreJournal, restore: UnfinishedRestore) {
    this.#journal = journal;
    this.#current = restore;
    journal.record(restore);
  }

  get current(): UnfinishedRestore {
    return this.#current;
  }

  /** Notes what has changed, before it happens. @throws HoldfastError `holdfast.state.*` */
  note(changes: Partial<UnfinishedRestore>): void {
    this.#current = { ...this.#current, ...changes };
    this.#journal.record(this.#current);
  }

  /** @param kept directories that have what was replaced */
  finish(kept: readonly string[]): void {
    this.#journal.finish(kept);
  }
}
