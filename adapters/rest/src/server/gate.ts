import type { FastifyRequest } from "fastify";
import { restMessage } from "../errors/rest-messages.ts";
import { unauthenticated, VapiError } from "../errors/vapi-error.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { sessionToken } from "../sessions/session-token.ts";
import type { Authenticator } from "../users/authenticator.ts";
import { basicCredentials } from "../users/basic-credentials.ts";
import { type Effect, permits } from "../users/roles.ts";
import type { User } from "../users/user-directory.ts";

/** Says who sends a request, and whether they may. */
export class Gate {
  readonly #sessions: SessionStore;
  readonly #authenticator: Authenticator;

  constructor(sessions: SessionStore, authenticator: Authenticator) {
    this.#sessions = sessions;
    this.#authenticator = authenticator;
  }

  /**
   * The user of a request: of its session, or of the credentials that it brings along.
   *
   * @throws VapiError UNAUTHENTICATED
   */
  async identify(request: FastifyRequest): Promise<User> {
    const user = await this.#userOf(request);
    request.user = user.name;
    return user;
  }

  /** The user whose credentials a request has. @throws VapiError UNAUTHENTICATED */
  async logIn(request: FastifyRequest): Promise<User> {
    const credentials = basicCredentials(request.headers.authorization);
    if (credentials === undefined) throw unauthenticated("holdfast.rest.login-needs-basic");
    request.user = credentials.user.slice(0, 100);
    return this.#authenticator.login({ ...credentials, address: request.ip });
  }

  /** @throws VapiError UNAUTHORIZED */
  admit({ name, role }: User, effect: Effect): void {
    if (permits(role, effect)) return;
    throw new VapiError("UNAUTHORIZED", [restMessage("holdfast.rest.not-permitted", name, role)]);
  }

  async #userOf(request: FastifyRequest): Promise<User> {
    const token = sessionToken(request.headers);
    const session = token === undefined ? undefined : this.#sessions.use(token);
    if (session !== undefined) return session.user;
    if (request.headers.authorization !== undefined) return this.logIn(request);
    throw unauthenticated(
      token === undefined ? "holdfast.rest.no-credentials" : "holdfast.rest.session-ended",
    );
  }
}
