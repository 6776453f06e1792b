import { protocolError } from "./session-errors.ts";

/** How many credits are asked for: enough for two windows of 16 MiB. */
const wanted = 512;
/** The most that a request can ask for. */
const most = 0xffff;

interface Waiting {
  readonly charge: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** How many requests, of 64 KiB each, the server will take ([MS-SMB2] §3.2.4.1.2, §3.2.5.1.4). */
export class Credits {
  #available = 1;
  /** Credits that requests under way have used and that their answers should bring back. */
  #used = 0;
  readonly #waiting: Waiting[] = [];

  /** All credits that there are or that are under way: no request may cost more. */
  get total(): number {
    return this.#available + this.#used;
  }

  /** What to ask for in a request of that charge. */
  request(charge: number): number {
    return Math.min(most, charge + Math.max(0, wanted - this.total));
  }

  /** Resolves when the request may be sent; in the order in which they asked. */
  take(charge: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ charge, resolve, reject });
      this.#serve();
    });
  }

  /** Notes what an answer brought. */
  grant(credits: number): void {
    this.#available += credits;
    this.#serve();
  }

  /** Notes that a request was answered for good. */
  settle(charge: number): void {
    this.#used -= charge;
    this.#serve();
  }

  /** Rejects all that wait. */
  fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (next.charge <= this.#available) {
        this.#available -= next.charge;
        this.#used += next.charge;
        next.resolve();
      } else if (this.#used === 0) {
        next.reject(protocolError("The server grants too few credits to go on."));
      } else {
        return;
      }
      this.#waiting.shift();
    }
  }
}
