import { createHash, randomBytes } from "node:crypto";
import type { User } from "../users/user-directory.ts";

/** Somebody who is logged in. */
export interface Session {
  readonly user: User;
  readonly created: Date;
  readonly lastAccessed: Date;
}

interface Kept extends Session {
  readonly usedMs: number;
}

const idleMs = 30 * 60_000;
const mostOfOneUser = 100;

/**
 * The sessions of this process. A session ends after half an hour without a request;
 * a user's hundredth next takes the place of the one that was used longest ago.
 */
export class SessionStore {
  /** By the token's digest: looking one up takes no time that tells about tokens. In order of use. */
  readonly #sessions = new Map<string, Kept>();

  get size(): number {
    this.#endIdle();
    return this.#sessions.size;
  }

  /** @returns the token: 32 lower-case hexadecimal digits, which scripts insist on */
  create(user: User): string {
    this.#endIdle();
    const own = [...this.#sessions].filter(([, session]) => session.user.name === user.name);
    const [oldest] = own[own.length - mostOfOneUser] ?? [];
    if (oldest !== undefined) this.#sessions.delete(oldest);
    const token = randomBytes(16).toString("hex");
    const now = new Date();
    this.#sessions.set(digest(token), { user, created: now, lastAccessed: now, usedMs: performance.now() });
    return token;
  }

  /** The session, which is used by that; `undefined` when there is none. */
  use(token: string): Session | undefined {
    const key = digest(token);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    this.#sessions.delete(key);
    const now = performance.now();
    if (now - session.usedMs > idleMs) return undefined;
    this.#sessions.set(key, { ...session, lastAccessed: new Date(), usedMs: now });
    return session;
  }

  end(token: string): void {
    this.#sessions.delete(digest(token));
  }

  #endIdle(): void {
    const latest = performance.now() - idleMs;
    for (const [key, { usedMs }] of this.#sessions) {
      if (usedMs >= latest) return;
      this.#sessions.delete(key);
    }
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
