import type { ExtractSummary } from "../archive/extraction.ts";
import { TaskWorker } from "./task-worker.ts";
import type { WritingOptions } from "./stream-writing.ts";
import type { WritingResult, WritingTask } from "./writing-worker.ts";

/** Writes a part's stream into a directory, in a worker of its own. */
export class PartWriter {
  readonly #worker: TaskWorker<WritingTask, WritingResult>;

  constructor(options: WritingOptions) {
    this.#worker = new TaskWorker("writing-worker", options);
  }

  /** Takes the next bytes of the stream, in shared memory. Resolves when they may be altered. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#worker.run({ kind: "write", bytes });
  }

  /** @param partial whether the stream was only a selection of whole members */
  async end(partial: boolean): Promise<ExtractSummary> {
    const result = await this.#worker.run({ kind: "end", partial });
    if (result === "done") throw new TypeError("a writing worker answered another task");
    return result;
  }

  /** Removes what is not whole, after an error. Never rejects. */
  async abandon(): Promise<void> {
    await this.#worker.run({ kind: "abandon" }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }
}
