import type { Clock } from "@holdfast/core";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock that a test sets. Timers measure time that passes, as the system's do: a clock
 * that is set does not touch them.
 */
export class VirtualClock implements Clock {
  #wallMs: number;
  #passedMs = 0;
  #timers: readonly Timer[] = [];

  constructor(now: string) {
    this.#wallMs = Date.parse(now);
  }

  now(): Date {
    return new Date(this.#wallMs);
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#passedMs + milliseconds, callback };
    this.#timers = [...this.#timers, timer];
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  }

  /** Sets the clock, as an operator or NTP does. */
  set(now: string): void {
    this.#wallMs = Date.parse(now);
  }

  /** Lets time pass until the clock shows this, minute by minute, with what happens meanwhile. */
  async passUntil(time: string, settle: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    while (this.#wallMs < Date.parse(time)) {
      const step = Math.min(60_000, Date.parse(time) - this.#wallMs);
      this.#wallMs += step;
      this.#passedMs += step;
      const due = this.#timers.filter(({ at }) => at <= this.#passedMs);
      this.#timers = this.#timers.filter((timer) => !due.includes(timer));
      for (const { callback } of due) callback();
      if (due.length > 0) await settle();
    }
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.length;
  }
}
