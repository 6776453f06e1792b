import { untilAborted } from "@holdfast/contract/peer";
import { randomUUID } from "node:crypto";
import { closeSync, createReadStream, openSync } from "node:fs";
import { message } from "../../messages/catalogue.ts";
import { failure, failureFrom, isHoldfastError } from "../../messages/holdfast-error.ts";
import type { Message } from "../../messages/message.ts";
import type { CommandPart } from "../../parts/command-part.ts";
import { requireDone } from "../../parts/command-process.ts";
import type { Part } from "../../parts/part.ts";
import { startProgram } from "../../parts/program.ts";
import type { StreamPart } from "../../parts/stream-part.ts";
import type { ReturnedContent } from "../../state/restore-journal.ts";
import { endOf } from "./bounded-program.ts";
import { endMarked, markedEnvironment } from "./marked-program.ts";
import type { NotedRestore } from "./noted-restore.ts";
import { withinTime } from "./time-limit.ts";

/**
 * Gives parts that are not files their bytes back: to their program on its standard
 * input, or to their function. The bytes come from a file, so that a program never
 * takes the end of a broken stream for the end of its content.
 */
export class ContentReturn {
  readonly #parts: readonly Part[];
  readonly #limitMs: number;

  /** @param limitMs milliseconds that each part may take */
  constructor(parts: readonly Part[], limitMs: number) {
    this.#parts = parts;
    this.#limitMs = limitMs;
  }

  /**
   * Returns what has not been returned yet, one after the other, and notes each.
   *
   * @throws HoldfastError for the first that cannot be
   */
  async run(restore: NotedRestore, signal: AbortSignal, say: (said: Message) => void): Promise<void> {
    for (const [index, content] of restore.current.contents.entries()) {
      if (content.returned) continue;
      const note = (changes: Partial<ReturnedContent>): void => {
        restore.note({ contents: restore.current.contents.with(index, { ...content, ...changes }) });
      };
      if (content.program !== undefined) await endMarked(content.program);
      const seconds = Math.ceil(this.#limitMs / 1000);
      const stuck = failure("holdfast.restore.part-stuck", content.part, seconds);
      await withinTime(this.#limitMs, stuck, signal, (limited) => this.#give(content, limited, note));
      note({ returned: true });
      say(message("holdfast.restore.returned", content.part));
    }
  }

  #give(
    { part: id, file }: ReturnedContent,
    signal: AbortSignal,
    note: (changes: Partial<ReturnedContent>) => void,
  ): Promise<void> {
    const part = this.#parts.find((each) => each.id === id);
    if (part?.kind === "command" && part.restore !== undefined) {
      return giveToProgram(part, part.restore, file, signal, note);
    }
    if (part?.kind === "stream" && part.restore !== undefined) return giveToFunction(part, file, signal);
    return Promise.reject(failure("holdfast.restore.part-unknown-here", id));
  }
}

async function giveToProgram(
  part: CommandPart,
  argv: readonly string[],
  file: string,
  signal: AbortSignal,
  note: (changes: Partial<ReturnedContent>) => void,
): Promise<void> {
  const content = openSync(file, "r");
  try {
    const mark = randomUUID();
    note({ program: mark });
    const program = startProgram(argv, content, "ignore", markedEnvironment(mark));
    requireDone(part, argv, await endOf(program, signal));
  } finally {
    closeSync(content);
  }
}

async function giveToFunction(part: StreamPart, file: string, signal: AbortSignal): Promise<void> {
  const content = createReadStream(file);
  try {
    if (part.restore !== undefined) await untilAborted(signal, part.restore(content, signal));
  } catch (error) {
    if (isHoldfastError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw failureFrom(error, "holdfast.restore.part-refused", part.id, reason);
  } finally {
    content.destroy();
  }
}
