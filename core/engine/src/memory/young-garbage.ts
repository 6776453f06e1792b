import { collector } from "./collector.ts";

const everyBytes = 4 * 1024 * 1024;

/**
 * Has the buffers collected that a transfer leaves behind in this thread.
 *
 * Protocol libraries and streams allocate a fresh buffer per packet, of which V8 lets 32 MB pile up
 * before it looks for them (twice the largest semi-space). A collection of the young generation
 * takes about a millisecond.
 */
export class YoungGarbage {
  readonly #collect = collector();
  #bytes = 0;

  /** Called with bytes that went through buffers since the last call. */
  passed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < everyBytes) return;
    this.#bytes = 0;
    this.#collect({ type: "minor" });
  }
}
