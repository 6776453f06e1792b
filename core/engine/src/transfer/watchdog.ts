import { failure, type HoldfastError } from "../messages/holdfast-error.ts";

/**
 * Ends a job whose location takes no byte while bytes wait for it, however the
 * plugin, the library below it and the retries go on about that.
 */
export class StallWatchdog {
  readonly #stallMs: number;
  readonly #stalled: (error: HoldfastError) => void;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param stallMs milliseconds without a byte
   * @param stalled called once with the error
   */
  constructor(stallMs: number, stalled: (error: HoldfastError) => void) {
    this.#stallMs = stallMs;
    this.#stalled = stalled;
  }

  /** Bytes wait for the location until the promise is settled. */
  async whileWaiting<T>(transfer: () => Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.#start();
    try {
      return await transfer();
    } finally {
      this.progress();
      if (--this.#waiting === 0) this.#stop();
    }
  }

  /** Bytes have moved. */
  progress(): void {
    this.#timer?.refresh();
  }

  #start(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#stalled(failure("holdfast.transfer.stalled", Math.round(this.#stallMs / 1000)));
    }, this.#stallMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
