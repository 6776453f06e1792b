import { rm } from "node:fs/promises";
import { message } from "../../messages/catalogue.ts";
import { failureFrom, HoldfastError, isHoldfastError } from "../../messages/holdfast-error.ts";
import type { Message } from "../../messages/message.ts";
import { type ByteString, displayText, fsPath } from "../../parts/byte-string.ts";
import type { ContentReturn } from "./content-return.ts";
import { putBack, removeEmptyDirectories } from "./exchange.ts";
import type { HookRunner } from "./hooks.ts";
import type { NotedRestore } from "./noted-restore.ts";
import { isThere } from "./presence.ts";

/** What hears of an ending, and may break it off. */
export interface EndingListener {
  readonly signal: AbortSignal;
  say(said: Message): void;
}

/** Brings a restore to its end from any stage, whatever has happened to its process since. */
export class RestoreEnding {
  readonly #hooks: HookRunner;
  readonly #contents: ContentReturn;

  constructor(hooks: HookRunner, contents: ContentReturn) {
    this.#hooks = hooks;
    this.#contents = contents;
  }

  /**
   * Leaves the appliance as it was before the restore, and running.
   *
   * @throws HoldfastError `holdfast.restore.not-put-back`; what is noted then stays noted
   */
  async undo(restore: NotedRestore, listener: EndingListener): Promise<void> {
    const { stage, steps, places, contents } = restore.current;
    if (stage === "exchanging" || stage === "returning") {
      await putBack(steps, places);
      for (const { before } of places) removeEmptyDirectories(before as ByteString);
      restore.note({ stage: "stopping" });
      listener.say(message("holdfast.restore.put-back"));
      for (const { part, returned, program } of contents) {
        if (returned || program !== undefined)
          listener.say(message("holdfast.restore.part-not-put-back", part));
      }
    }
    // What was unpacked may take a while to remove; the appliance need not wait for it.
    if (stage !== "unpacking") await this.#start(listener);
    await this.#removeStaged(restore, listener);
    restore.finish([]);
  }

  /**
   * Completes a restore whose files are exchanged. When a part does not take its
   * content, all is put back.
   *
   * @throws HoldfastError
   */
  async complete(restore: NotedRestore, listener: EndingListener): Promise<void> {
    if (restore.current.stage === "returning") {
      try {
        await this.#contents.run(restore, listener.signal, (said) => listener.say(said));
      } catch (error) {
        await this.undoAfter(error, restore, listener);
      }
      restore.note({ stage: "starting" });
    }
    const kept = restore.current.places.map(({ before }) => before as ByteString).filter(isThere);
    let failed: unknown;
    try {
      await this.#hooks.run("start", new AbortController().signal);
    } catch (error) {
      failed = error;
    }
    await this.#removeStaged(restore, listener);
    restore.finish(kept);
    for (const path of kept) listener.say(message("holdfast.restore.kept-before", displayText(path)));
    if (failed !== undefined) throw withMessage(failed, message("holdfast.restore.restored-not-started"));
  }

  /**
   * Undoes a restore that has failed.
   *
   * @throws what it has failed with, and what the undoing failed with
   */
  async undoAfter(error: unknown, restore: NotedRestore, listener: EndingListener): Promise<never> {
    try {
      await this.undo(restore, listener);
    } catch (second) {
      if (!isHoldfastError(error) || !isHoldfastError(second)) throw second;
      throw new HoldfastError([...error.messages, ...second.messages], { cause: second });
    }
    throw error;
  }

  /** Removes what was unpacked, which nothing needs any more. */
  async #removeStaged({ current }: NotedRestore, listener: EndingListener): Promise<void> {
    for (const path of [...current.places.map(({ staging }) => staging), current.contentDirectory]) {
      try {
        await rm(fsPath(path as ByteString), { recursive: true, force: true });
      } catch (error) {
        const { code = String(error) } = error as NodeJS.ErrnoException;
        listener.say(message("holdfast.restore.not-removed", displayText(path as ByteString), code));
      }
    }
  }

  async #start(listener: EndingListener): Promise<void> {
    try {
      await this.#hooks.run("start", new AbortController().signal);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      for (const said of error.messages) listener.say(said);
      listener.say(message("holdfast.restore.unchanged-not-started"));
    }
  }
}

function withMessage(error: unknown, said: Message): HoldfastError {
  if (isHoldfastError(error)) return new HoldfastError([...error.messages, said], { cause: error });
  return failureFrom(error, "holdfast.restore.restored-not-started");
}
