/** Tells when a peer that owes something is silent for too long. */
export class IdleWatch {
  readonly #idleMs: number;
  readonly #onSilence: () => void;
  #timer: NodeJS.Timeout | undefined;
  #waits = 0;

  constructor(idleMs: number, onSilence: () => void) {
    this.#idleMs = idleMs;
    this.#onSilence = onSilence;
  }

  /** Watches while the promise is pending. */
  async during<Value>(wait: Promise<Value>): Promise<Value> {
    this.#waits += 1;
    this.#timer ??= setTimeout(this.#onSilence, this.#idleMs);
    try {
      return await wait;
    } finally {
      this.#waits -= 1;
      if (this.#waits === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  /** The peer did something. */
  sign(): void {
    this.#timer?.refresh();
  }
}
