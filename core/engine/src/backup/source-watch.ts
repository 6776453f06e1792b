import { failure } from "../messages/holdfast-error.ts";
import type { ReaderView } from "../pipeline/reader-signs.ts";

/** Ends a job whose source hangs: no sign of life of the reader though the pipeline waits for it. */
export class SourceWatch {
  readonly #part: string;
  readonly #idleMs: number;
  #heartbeat = -1;
  #aliveMs = -Infinity;

  /** @param idleMs milliseconds without a sign of life */
  constructor(part: string, idleMs: number) {
    this.#part = part;
    this.#idleMs = idleMs;
  }

  /**
   * To be called every now and then.
   *
   * @param nowMs monotonic milliseconds
   * @throws HoldfastError `holdfast.pipeline.source-stuck`
   */
  look(reader: ReaderView, nowMs: number): void {
    if (reader.waiting || reader.heartbeat !== this.#heartbeat || this.#aliveMs === -Infinity) {
      this.#heartbeat = reader.heartbeat;
      this.#aliveMs = nowMs;
    } else if (nowMs - this.#aliveMs >= this.#idleMs) {
      const seconds = Math.round(this.#idleMs / 1000);
      throw failure("holdfast.pipeline.source-stuck", this.#part, seconds, reader.path);
    }
  }
}
