import { type Credentials, LocationError, Secret } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { Digest } from "./digest.ts";

/**
 * Logs requests in: with the token as Bearer (RFC 6750) where there is one, else
 * with user and password as the server asks, Digest before Basic. A password
 * leaves only when a server has asked for it.
 */
export class Authorizer {
  readonly #server: string;
  readonly #user: string | undefined;
  readonly #credentials: Credentials;
  #fixed: Secret | undefined;
  #digest: Digest | undefined;
  #password: Promise<Secret | undefined> | undefined;

  private constructor(
    server: string,
    user: string | undefined,
    credentials: Credentials,
    fixed: Secret | undefined,
  ) {
    this.#server = server;
    this.#user = user;
    this.#credentials = credentials;
    this.#fixed = fixed;
  }

  /**
   * Asks for the token.
   *
   * @param server for messages
   */
  static async open(server: string, user: string | undefined, credentials: Credentials): Promise<Authorizer> {
    const token = await credentials.token();
    return new Authorizer(server, user, credentials, token && bearer(server, token));
  }

  /** The Authorization header for a request, as far as it is known what the server wants. */
  authorization(method: string, target: string): Secret | undefined {
    return this.#digest ? new Secret(this.#digest.authorization(method, target)) : this.#fixed;
  }

  /**
   * Takes notice of a 401. When it returns, the request may be sent again.
   *
   * @param offered the WWW-Authenticate header
   * @param sent the Authorization header that was refused
   * @throws LocationError `unauthenticated`
   */
  async refused(offered: string, sent: Secret | undefined): Promise<void> {
    const challenges = parseChallenges(offered);
    if (sent !== undefined && !this.#isStale(challenges, sent)) throw this.#rejected(challenges);
    const password = await (this.#password ??= this.#credentials.password());
    if (this.#user === undefined || password === undefined) throw this.#nothingToOffer(challenges);
    this.#digest = Digest.answering(challenges, this.#user, password);
    if (this.#digest !== undefined) return;
    if (!challenges.some(({ scheme }) => scheme === "basic")) throw this.#nothingInCommon(challenges);
    this.#fixed = this.#basic(this.#user, password);
  }

  /** Whether a new nonce is all that the server wants (RFC 7616 §3.3), or another request has got one meanwhile. */
  #isStale(challenges: readonly Challenge[], sent: Secret): boolean {
    const stale = challenges.some(({ parameters }) => parameters.get("stale")?.toLowerCase() === "true");
    const current = this.#digest;
    return current !== undefined && (stale || !sent.reveal().includes(`nonce="${current.nonce}"`));
  }

  /** RFC 7617 §2: a user name with a colon cannot be told from the password after it. */
  #basic(user: string, password: Secret): Secret {
    if (user.includes(":"))
      throw this.#error("a user name with a colon cannot be sent with Basic authentication");
    const pair = Buffer.from(`${user}:${password.reveal()}`, "utf8").toString("base64");
    return new Secret(`Basic ${pair}`);
  }

  #rejected(challenges: readonly Challenge[]): LocationError {
    const what =
      this.#digest === undefined && this.#password === undefined ? "the token" : "user or password";
    return this.#error(`the server refused ${what} (it offers ${named(challenges)})`);
  }

  #nothingToOffer(challenges: readonly Challenge[]): LocationError {
    return this.#error(
      `the server wants a login (it offers ${named(challenges)}), and no user and password or token were given`,
    );
  }

  #nothingInCommon(challenges: readonly Challenge[]): LocationError {
    return this.#error(
      `the server offers ${named(challenges)}; a password can be sent with Digest (MD5 or SHA-256, qop=auth) or Basic`,
    );
  }

  #error(reason: string): LocationError {
    return new LocationError({
      code: "unauthenticated",
      retry: "never",
      message: `${this.#server}: ${reason}.`,
      peerCode: "HTTP 401",
    });
  }
}

function named(challenges: readonly Challenge[]): string {
  const schemes = [...new Set(challenges.map(({ scheme }) => scheme))];
  return schemes.length === 0 ? "nothing" : printable(schemes.join(", "));
}

function bearer(server: string, token: Secret): Secret {
  if (/^[A-Za-z0-9._~+/-]+=*$/.test(token.reveal())) return new Secret(`Bearer ${token.reveal()}`);
  throw new LocationError({
    code: "unauthenticated",
    retry: "never",
    message: `${server}: the token has characters that a Bearer token cannot have (RFC 6750 §2.1).`,
  });
}
