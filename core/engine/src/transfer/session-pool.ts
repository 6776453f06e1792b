import { setTimeout as sleep } from "node:timers/promises";
import { isLocationError, LocationError, type LocationSession } from "@holdfast/contract";

interface Slot {
  readonly session: LocationSession;
  running: number;
  /** It takes no more operations, and ends with the last one that runs on it. */
  broken: boolean;
}

/** A place on a session, for one operation. */
export interface Lease {
  readonly session: LocationSession;
  /** Gives the place back; `broken` says that the session is of no more use. */
  release(broken: boolean): void;
}

const closeMs = 2000;

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
  #leased = 0;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(connect: () => Promise<LocationSession>) {
    this.#connect = connect;
  }

  /** Waits for a place. Rejects with the plugin's error when no session can be had at all. */
  async acquire(signal: AbortSignal): Promise<Lease> {
    for (;;) {
      if (signal.aborted) {
        // Who was woken and does not go on leaves the place to the next.
        this.#placeFree();
        throw signal.reason;
      }
      if (this.#closed) throw closedError();
      const free = this.#slots.find(
        ({ session, running, broken }) => !broken && running < session.capabilities.operationsPerSession,
      );
      if (free !== undefined) return this.#lease(free);
      if (this.#usable + this.#opening < this.#limit) await this.#open();
      else await this.#nextChange(signal);
    }
  }

  /**
   * Opens sessions side by side until there are `count`, or the peer refuses one more.
   *
   * @returns how many there are
   */
  async open(count: number): Promise<number> {
    const missing = count - this.#usable - this.#opening;
    await Promise.all(Array.from({ length: Math.max(0, missing) }, () => this.#open()));
    return this.#usable;
  }

  /**
   * Ends all sessions, for good, and with them what runs on them. Waits until it
   * has ended, two seconds at most. Never rejects.
   */
  async close(): Promise<void> {
    this.#closed = true;
    const slots = this.#slots;
    this.#slots = [];
    this.#changed();
    const ended = Promise.all([...slots.map(({ session }) => end(session)), this.#idle()]);
    await Promise.race([ended, sleep(closeMs, undefined, { ref: false })]);
  }

  async #open(): Promise<void> {
    this.#opening++;
    try {
      const session = await this.#connect();
      if (this.#closed) return await end(session);
      this.#slots.push({ session, running: 0, broken: false });
      this.#limit = Math.max(this.#limit, session.capabilities.sessions);
    } catch (error) {
      const others = this.#usable;
      if (others === 0 || !isLocationError(error) || error.code !== "busy") throw error;
      this.#limit = others;
    } finally {
      this.#opening--;
      this.#changed();
    }
  }

  #lease(slot: Slot): Lease {
    slot.running++;
    this.#leased++;
    let released = false;
    return {
      session: slot.session,
      release: (broken) => {
        if (released) return;
        released = true;
        slot.running--;
        this.#leased--;
        slot.broken ||= broken;
        if (slot.broken && slot.running === 0) this.#retire(slot);
        if (slot.broken || this.#closed) this.#changed();
        else this.#placeFree();
      },
    };
  }

  #retire(slot: Slot): void {
    this.#slots = this.#slots.filter((each) => each !== slot);
    void end(slot.session);
  }

  get #usable(): number {
    return this.#slots.filter(({ broken }) => !broken).length;
  }

  /** Resolves when nothing runs and nothing is being opened. */
  async #idle(): Promise<void> {
    while (this.#leased + this.#opening > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
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

/** A session's `close` never rejects; what a plugin does about that is not worth a process. */
async function end(session: LocationSession): Promise<void> {
  await session.close().catch(() => undefined);
}

function closedError(): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "never",
    message: "The location was closed.",
  });
}
