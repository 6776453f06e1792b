import { posix } from "node:path";
import { BufferPool } from "../pipeline/buffer-pool.ts";
import type { OpeningResult, OpeningTask, OpeningWork } from "../pipeline/opening-worker.ts";
import { TaskWorker } from "../pipeline/task-worker.ts";
import type { Location } from "../transfer/location.ts";
import { isDamage } from "./damage.ts";

/** A stored file as it must come back. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Reads stored volumes back: compares digests, unseals and decodes them, in a
 * worker and a buffer of its own.
 */
export class ReadBack {
  readonly #location: Location;
  readonly #worker: TaskWorker<OpeningTask, OpeningResult>;
  readonly #buffers: BufferPool;

  constructor(location: Location, work: OpeningWork, volumeSize: number) {
    this.#location = location;
    this.#worker = new TaskWorker("opening-worker", work);
    this.#buffers = new BufferPool(1, volumeSize);
  }

  /**
   * @returns whether the file came back as it was stored
   * @throws HoldfastError when it could not be read at all
   */
  async holds(file: StoredFile): Promise<boolean> {
    const buffer = await this.#buffers.take();
    try {
      const size = await this.#location.readInto(file.path, buffer);
      const volume = {
        name: posix.basename(file.path),
        bytes: buffer.subarray(0, size),
        sha256: file.sha256,
      };
      await this.#worker.run({ kind: "check", volume });
      return true;
    } catch (error) {
      if (isDamage(error)) return false;
      throw error;
    } finally {
      this.#buffers.give(buffer);
    }
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }
}
