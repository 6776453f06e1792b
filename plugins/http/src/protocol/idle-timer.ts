/** Calls back when it was running for a while and nobody touched it. */
export class IdleTimer {
  readonly #timer: NodeJS.Timeout;
  #running = true;

  /** Starts to run. */
  constructor(milliseconds: number, onIdle: () => void) {
    this.#timer = setTimeout(() => {
      if (this.#running) onIdle();
    }, milliseconds);
  }

  /** Something happened, or something is expected from now on. */
  touch(): void {
    this.#running = true;
    this.#timer.refresh();
  }

  /** Nothing is expected until the next touch. */
  pause(): void {
    this.#running = false;
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }
}
