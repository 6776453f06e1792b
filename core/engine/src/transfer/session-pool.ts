import { isLocationError, type LocationSession } from "@holdfast/contract";

interface Slot {
  readonly session: LocationSession;
  running: number;
  discarded: boolean;
}

/** A place on a session, for one operation. */
export interface Lease {
  readonly session: LocationSession;
  /** Gives the place back; `broken` also ends the session. */
  release(broken: boolean): void;
}

/**
 * The sessions of one location. It opens another one when all are busy, up to
 * what the sessions say is sensible; a peer that refuses one more makes the pool
 * smaller and fails nothing.
 */
export class SessionPool {
  readonly #connect: () => Promise<LocationSession>;
  #slots: Slot[] = [];
  #limit = 1;
  #opening = 0;
  #waiting: (() => void)[] = [];

  constructor(connect: () => Promise<LocationSession>) {
    this.#connect = connect;
  }

  /** Waits for a place. Rejects with the plugin's error when no session can be had at all. */
  async acquire(signal: AbortSignal): Promise<Lease> {
    for (;;) {
      signal.throwIfAborted();
      const free = this.#slots.find(
        (slot) => !slot.discarded && slot.running < slot.session.capabilities.operationsPerSession,
      );
      if (free !== undefined) return this.#lease(free);
      if (this.#slots.length + this.#opening < this.#limit) {
        const opened = await this.#open();
        if (opened !== undefined) return this.#lease(opened);
      } else {
        await this.#nextChange(signal);
      }
    }
  }

  /**
   * Opens sessions side by side until there are `count`, or the peer refuses one more.
   *
   * @returns how many there are
   */
  async open(count: number): Promise<number> {
    const missing = count - this.#slots.length - this.#opening;
    await Promise.all(Array.from({ length: missing }, () => this.#open()));
    return this.#slots.length;
  }

  /** Ends all sessions. Never rejects. */
  async close(): Promise<void> {
    const slots = this.#slots;
    this.#slots = [];
    await Promise.all(slots.map((slot) => slot.session.close()));
  }

  async #open(): Promise<Slot | undefined> {
    this.#opening++;
    try {
      const session = await this.#connect();
      const slot: Slot = { session, running: 0, discarded: false };
      this.#slots.push(slot);
      this.#limit = Math.max(this.#limit, session.capabilities.sessions);
      return slot;
    } catch (error) {
      const others = this.#slots.length;
      if (others === 0 || !isLocationError(error) || error.code !== "busy") throw error;
      this.#limit = others;
      return undefined;
    } finally {
      this.#opening--;
      this.#changed();
    }
  }

  #lease(slot: Slot): Lease {
    slot.running++;
    let released = false;
    return {
      session: slot.session,
      release: (broken) => {
        if (released) return;
        released = true;
        slot.running--;
        if (broken && this.#slots.includes(slot)) {
          slot.discarded = true;
          this.#slots = this.#slots.filter((each) => each !== slot);
          void slot.session.close();
        }
        if (slot.discarded) this.#changed();
        else this.#placeFree();
      },
    };
  }

  /** One place is free, so one of those who wait can go on. */
  #placeFree(): void {
    this.#waiting.shift()?.();
  }

  /** Who waits must look again. */
  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async #nextChange(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => {
      this.#waiting = this.#waiting.filter((wake) => wake !== resolve);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    this.#waiting.push(resolve);
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
}
