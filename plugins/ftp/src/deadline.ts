import type { LocationError } from "@holdfast/contract";

/**
 * The promise, or a rejection with the signal's reason as soon as that comes
 * first. The work behind the promise goes on; its outcome is then ignored.
 */
export function orAbort<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/**
 * Runs the work with a signal that is aborted with the given one, or with `late`
 * when the milliseconds are over. The work has to heed it.
 *
 * @throws what the work throws; or the given signal's reason when it is aborted already
 */
export async function within<Value>(
  milliseconds: number,
  late: LocationError,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late), milliseconds);
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** How long a peer may be silent. It runs from {@link Patience.renew} on, and no longer than until the next. */
export class Patience {
  readonly #milliseconds: number;
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, onEnd: () => void) {
    this.#milliseconds = milliseconds;
    this.#onEnd = onEnd;
  }

  /** The peer gave a sign of life, or something is expected from it from now on. */
  renew(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(this.#onEnd, this.#milliseconds);
    else this.#timer.refresh();
  }

  /** Nothing is expected from the peer at the moment. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
