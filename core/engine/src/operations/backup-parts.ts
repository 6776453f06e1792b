import { failure, HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { Part } from "../parts/part.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { partSize } from "../pipeline/part-size.ts";
import type { BackupPartOperations } from "./recovery-operations.ts";
import type { RecoveryPart } from "./structures/recovery-part.ts";

const megabyte = 2 ** 20;

/** The operations of `backup.parts`. */
export class BackupParts implements BackupPartOperations {
  readonly #parts: readonly Part[];
  readonly #idleMs: number;
  readonly #signal: AbortSignal;
  readonly #measuring = new Map<string, Promise<number>>();

  /**
   * @param idleMs milliseconds that a source may go without a sign of life, where its part says nothing else
   * @param signal ends what is being measured
   */
  constructor(parts: readonly Part[], idleMs: number, signal: AbortSignal) {
    this.#parts = parts;
    this.#idleMs = idleMs;
    this.#signal = signal;
  }

  async list(): Promise<readonly RecoveryPart[]> {
    return this.#parts.map(({ id, name, description, optional, selectedByDefault }) => ({
      id,
      name: ownText(id, "name", name),
      description: ownText(id, "description", description),
      selected_by_default: selectedByDefault,
      optional,
    }));
  }

  async get(id: string): Promise<number> {
    const part = this.#parts.find((each) => each.id === id);
    const known = this.#parts.map((each) => each.id).join(", ");
    if (part === undefined) throw failure("holdfast.operations.unknown-part", id.slice(0, 80), known);
    if (part.kind !== "tree") return 0;
    try {
      return Math.ceil((await this.#measure(part)) / megabyte);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      throw new HoldfastError(error.messages, { errorType: "ERROR", cause: error });
    }
  }

  /** Whoever asks while a part is being measured waits for the same answer. */
  #measure(part: TreePart): Promise<number> {
    const running = this.#measuring.get(part.id);
    if (running !== undefined) return running;
    const measured = partSize(part, part.idleTimeoutMs ?? this.#idleMs, this.#signal);
    this.#measuring.set(part.id, measured);
    const forget = (): void => void this.#measuring.delete(part.id);
    measured.then(forget, forget);
    return measured;
  }
}

/** A text that the embedder gave; its id lets a client translate it. */
function ownText(part: string, what: "name" | "description", text: string): Message {
  return { id: `holdfast.part.${part}.${what}`, default_message: text, args: [] };
}
