import { setInterval } from "node:timers/promises";
import { failure } from "../messages/holdfast-error.ts";
import type { ReaderView } from "../pipeline/reader-signs.ts";
import type { SealPipeline } from "../pipeline/seal-pipeline.ts";

const lookEveryMs = 250;

/**
 * Works with the pipeline's reader, and ends the pipeline when the source hangs.
 *
 * @param part its id, for the message
 * @param idleMs milliseconds that the source may go without a sign of life
 * @param progress called every now and then with the bytes of the part that have been read
 */
export async function whileWatched<T>(
  pipeline: SealPipeline,
  part: string,
  idleMs: number,
  progress: (bytes: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const watching = watch(pipeline, new SourceWatch(part, idleMs), progress, stop.signal);
  try {
    return await work();
  } finally {
    stop.abort();
    await watching;
  }
}

async function watch(
  pipeline: SealPipeline,
  source: SourceWatch,
  progress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const _ of setInterval(lookEveryMs, undefined, { signal })) {
      const { reader } = pipeline;
      progress(reader.bytes);
      if (pipeline.reading) source.look(reader, performance.now());
    }
  } catch (error) {
    if (!signal.aborted) pipeline.fail(error);
  }
}

/** Ends a job whose source hangs: no sign of life of the reader though the pipeline waits for it. */
class SourceWatch {
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
