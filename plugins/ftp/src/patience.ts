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
