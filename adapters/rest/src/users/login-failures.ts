import { BoundedMap } from "./bounded-map.ts";

const free = 3;
const longestMs = 60_000;
const forgottenMs = 15 * 60_000;
const mostRemembered = 10_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/**
 * Remembers failed logins of a user from an address. After three of them the next
 * has to wait one second, and twice as long after each further one, up to a minute.
 */
export class LoginFailures {
  readonly #failures = new BoundedMap<string, Failures>(mostRemembered);

  /** Seconds, rounded up, that the next login has to wait; 0 when it need not. */
  secondsToWait(who: string): number {
    const failures = this.#of(who);
    if (failures === undefined || failures.count < free) return 0;
    const waitMs = Math.min(1000 * 2 ** (failures.count - free), longestMs);
    return Math.max(0, Math.ceil((failures.lastMs + waitMs - performance.now()) / 1000));
  }

  add(who: string): void {
    this.#failures.set(who, { count: (this.#of(who)?.count ?? 0) + 1, lastMs: performance.now() });
  }

  forget(who: string): void {
    this.#failures.delete(who);
  }

  #of(who: string): Failures | undefined {
    const failures = this.#failures.get(who);
    return failures !== undefined && performance.now() - failures.lastMs < forgottenMs ? failures : undefined;
  }
}
