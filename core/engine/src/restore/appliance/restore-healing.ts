import { message } from "../../messages/catalogue.ts";
import { isHoldfastError } from "../../messages/holdfast-error.ts";
import type { StateStore } from "../../state/state-store.ts";
import { NotedRestore } from "./noted-restore.ts";
import type { EndingListener, RestoreEnding } from "./restore-ending.ts";

/** Brings restores to their end that could not do so themselves. */
export class RestoreHealing {
  readonly #ending: RestoreEnding;
  #background: Promise<unknown> = Promise.resolve();

  constructor(ending: RestoreEnding) {
    this.#ending = ending;
  }

  /**
   * Undoes in the background a restore that has changed nothing yet.
   *
   * @param ended resolves when it no longer does anything, with what it has noted
   */
  undoLater(ended: Promise<NotedRestore | undefined>): void {
    const listener = { signal: new AbortController().signal, say: () => undefined };
    const undo = async (): Promise<void> => {
      const restore = await ended;
      if (restore !== undefined) await this.#ending.undo(restore, listener);
    };
    // What fails here is still in the journal, and met again by the next job.
    this.#background = Promise.all([this.#background, undo().catch(() => undefined)]);
  }

  /** Waits for what is undone in the background. */
  async settle(): Promise<void> {
    await this.#background;
  }

  /**
   * Undoes or completes what a restore has left whose process was cut off. Only for
   * who has the job lock.
   *
   * @throws HoldfastError when the appliance can be brought neither to the old nor to the new state
   */
  async heal(listener: EndingListener, { restores }: StateStore): Promise<void> {
    await this.settle();
    const left = restores.unfinished();
    if (left === undefined) return;
    const restore = new NotedRestore(restores, left);
    try {
      if (left.stage === "returning" || left.stage === "starting") {
        await this.#ending.complete(restore, listener);
        listener.say(message("holdfast.restore.completed-later", left.jobId));
      } else {
        await this.#ending.undo(restore, listener);
        listener.say(message("holdfast.restore.undone-later", left.jobId));
      }
    } catch (error) {
      if (!isHoldfastError(error) || restores.unfinished() !== undefined) throw error;
      for (const said of error.messages) listener.say(said);
    }
  }
}
