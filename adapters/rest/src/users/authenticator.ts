import { createHmac, randomBytes } from "node:crypto";
import type { Secret } from "@holdfast/contract";
import { restMessage } from "../errors/rest-messages.ts";
import { unauthenticated, VapiError } from "../errors/vapi-error.ts";
import { BoundedMap } from "./bounded-map.ts";
import { LoginFailures } from "./login-failures.ts";
import { isPassword, unknowableHash } from "./password-hash.ts";
import { Turnstile } from "./turnstile.ts";
import type { User, UserDirectory } from "./user-directory.ts";

/** User and password as HTTP Basic has them. */
export interface LoginAttempt {
  readonly user: string;
  readonly password: Secret;
  /** The peer's address. */
  readonly address: string;
}

const mostKnown = 1000;
const knownForMs = 10 * 60_000;
/** Each check takes a thread and 32 MiB for a tenth of a second; backups want the other threads. */
const checksAtOnce = 2;
const mostWaiting = 100;

interface Known {
  readonly user: Promise<User>;
  readonly sinceMs: number;
}

/**
 * Checks who somebody is. A check costs a scrypt; credentials that were right are
 * known for ten minutes, because some clients send them with every request.
 */
export class Authenticator {
  readonly #users: UserDirectory;
  readonly #failures = new LoginFailures();
  readonly #turnstile: Turnstile;
  readonly #known = new BoundedMap<string, Known>(mostKnown);
  /** Credentials are remembered as their HMAC under a key that nobody else has. */
  readonly #key = randomBytes(32);
  readonly #unknowable = unknowableHash();

  constructor(users: UserDirectory, turnstile: Turnstile = new Turnstile(checksAtOnce, mostWaiting)) {
    this.#users = users;
    this.#turnstile = turnstile;
  }

  /** @throws VapiError UNAUTHENTICATED, or SERVICE_UNAVAILABLE when too many are being checked */
  login(attempt: LoginAttempt): Promise<User> {
    const credentials = this.#digest(attempt);
    const known = this.#known.get(credentials);
    if (known !== undefined && performance.now() - known.sinceMs < knownForMs) return known.user;
    if (this.#turnstile.full) {
      return Promise.reject(
        new VapiError("SERVICE_UNAVAILABLE", [restMessage("holdfast.rest.logins-busy")], {
          "retry-after": "2",
        }),
      );
    }
    const user = this.#turnstile.pass(() => this.#check(attempt));
    // Those who come while it is checked wait for the same answer. A failure is not kept.
    this.#known.set(credentials, { user, sinceMs: performance.now() });
    user.catch(() => this.#known.delete(credentials));
    return user;
  }

  async #check({ user: name, password, address }: LoginAttempt): Promise<User> {
    const who = `${address} ${name.toLowerCase().slice(0, 100)}`;
    const seconds = this.#failures.secondsToWait(who);
    if (seconds > 0) throw unauthenticated("holdfast.rest.login-waits", seconds);
    const user = this.#users.find(name);
    const right = await isPassword(password, user?.password ?? this.#unknowable);
    if (user !== undefined && right) {
      this.#failures.forget(who);
      return user;
    }
    this.#failures.add(who);
    throw unauthenticated("holdfast.rest.login-refused");
  }

  #digest({ user, password, address }: LoginAttempt): string {
    const text = JSON.stringify([user.toLowerCase(), password.reveal(), address]);
    return createHmac("sha256", this.#key).update(text).digest("base64");
  }
}
