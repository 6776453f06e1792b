import { isLocationError, LocationError, type PutBody } from "@holdfast/contract";
import { lost } from "../connection-errors.ts";
import type { Answer } from "./answer.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Connections } from "./connections.ts";
import { exchange, StaleConnection, type WireRequest } from "./exchange.ts";
import type { HttpServer } from "./http-server.ts";
import { redirectedPath } from "./redirect.ts";

/** What a request may be sent again for: a login, a new nonce, a stale connection, `Expect` refused, redirects. */
const mostSendings = 12;

const noBody: PutBody = { size: 0, chunks: [] };

/** A request as the session means it. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE" | "MKCOL" | "MOVE" | "PROPFIND";
  /** Percent-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: PutBody;
  /** Told how many bytes of the body the system has taken until now; less again when it has to be sent again. */
  readonly onTaken?: (total: number) => void;
}

/**
 * Speaks HTTP/1.1 to one server: logs in, follows redirects of reading requests
 * within that server, and sends a request again where the server cannot have
 * begun with it. What fails otherwise is not tried again.
 */
export class HttpClient {
  readonly server: HttpServer;
  readonly #connections: Connections;
  readonly #authorizer: Authorizer;
  #expects = true;
  #failure: LocationError | undefined;

  constructor(server: HttpServer, connections: Connections, authorizer: Authorizer) {
    this.server = server;
    this.#connections = connections;
    this.#authorizer = authorizer;
  }

  /**
   * Sends a request and waits for the answer's head, whatever its status.
   *
   * @throws LocationError; or the signal's reason
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await this.#sendUntilAnswered(request, signal);
    } catch (error) {
      // A session that has lost one connection is not used for anything new.
      if (!signal.aborted && isLocationError(error) && error.retry === "new-session") this.#failure = error;
      throw error;
    }
  }

  async #sendUntilAnswered(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    let { path } = request;
    for (let sendings = 0; sendings < mostSendings; sendings += 1) {
      const authorization = this.#authorizer.authorization(request.method, path);
      const wire = this.#wire(request, path, authorization?.reveal());
      const answer = await this.#exchange(wire, signal, request.onTaken ?? (() => {}));
      if (answer === undefined) continue;
      const next = redirectedPath(this.server, request.method, answer);
      if (answer.status === 401) {
        await answer.discard();
        await this.#authorizer.refused(answer.headers["www-authenticate"] ?? "", authorization);
      } else if (answer.status === 417 && wire.expect) {
        await answer.discard();
        this.#expects = false;
      } else if (next !== undefined) {
        await answer.discard();
        path = next;
      } else {
        return answer;
      }
    }
    throw new LocationError({
      code: "protocol",
      retry: "never",
      message: `${this.server.name}: the server sends ${request.method} in circles: ${mostSendings} answers led nowhere.`,
    });
  }

  /** @returns `undefined` when the request has to be sent over another connection */
  async #exchange(
    wire: WireRequest,
    signal: AbortSignal,
    onTaken: (total: number) => void,
  ): Promise<Answer | undefined> {
    const { name, idleMs } = this.server;
    try {
      const outcome = await exchange(name, this.#connections, wire, { signal, idleMs, onTaken });
      if (outcome.expectIgnored) this.#expects = false;
      return outcome.answer;
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      this.#connections.closeIdle();
      // Whether a MOVE was done cannot be known; all other requests may be sent twice (RFC 9110 §9.2.2).
      if (wire.method === "MOVE") throw lost(name);
      return undefined;
    }
  }

  #wire(request: HttpRequest, path: string, authorization: string | undefined): WireRequest {
    const { method, body = noBody } = request;
    const expect = this.#expects && method === "PUT" && body.size > 0;
    const hasBody = method === "PUT" || body.size > 0;
    const headers = {
      Host: new URL(this.server.origin).host,
      "User-Agent": "Holdfast",
      "Accept-Encoding": "identity",
      ...request.headers,
      ...(hasBody && { "Content-Length": String(body.size) }),
      ...(expect && { Expect: "100-continue" }),
      ...(authorization !== undefined && { Authorization: authorization }),
    };
    return { method, path, headers, body, expect };
  }
}
