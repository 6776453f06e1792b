import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { finished } from "node:stream/promises";
import { brokenProtocol, lost } from "../connection-errors.ts";
import type { IdleTimer } from "./idle-timer.ts";

/** Longer rests of answers that nobody reads end their connection instead. */
const mostDiscarded = 64 * 1024;

/** The head of a server's answer, and the way to its body, which must be read, discarded or dropped. */
export class Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The path that answered, which a redirect may have changed. */
  readonly path: string;
  readonly #server: string;
  readonly #message: IncomingMessage;
  readonly #idle: IdleTimer;

  /** @param idle runs while the server owes something; stopped by whoever made it */
  constructor(server: string, path: string, message: IncomingMessage, idle: IdleTimer) {
    this.#server = server;
    this.path = path;
    this.#message = message;
    this.#idle = idle;
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
  }

  /** Status and reason, for messages. */
  get statusLine(): string {
    return `${this.status} ${this.#message.statusMessage ?? ""}`;
  }

  /** The Content-Length, if there is one. @throws LocationError `protocol` when it is no number */
  get length(): number | undefined {
    const written = this.headers["content-length"];
    if (written === undefined) return undefined;
    const length = /^\d{1,16}$/.test(written) ? Number(written) : NaN;
    if (!Number.isSafeInteger(length))
      throw brokenProtocol(this.#server, "the server sent a Content-Length that is no number");
    return length;
  }

  /** Whether the server says where the body ends, so that a cut one is noticed (RFC 9112 §6.3). */
  get endIsKnown(): boolean {
    return this.headers["content-length"] !== undefined || this.headers["transfer-encoding"] !== undefined;
  }

  /**
   * The body's bytes as they come. Leaving early drops the connection.
   *
   * @throws LocationError; or the abort's reason
   */
  async *body(): AsyncGenerator<Buffer, void> {
    const message = this.#message;
    this.#idle.touch();
    try {
      for await (const data of message.iterator({ destroyOnReturn: false })) {
        this.#idle.pause();
        yield data as Buffer;
        this.#idle.touch();
      }
    } catch (error) {
      throw this.#failure(error);
    } finally {
      if (!message.complete) message.destroy();
    }
    if (!message.complete) throw lost(this.#server);
  }

  /**
   * Gives the body's bytes to `take` as they come: while it returns true, and again after `resume`.
   * It costs much less than `body`.
   *
   * @returns at the body's end
   * @throws LocationError; or the abort's reason
   */
  async receive(take: (data: Buffer) => boolean): Promise<void> {
    const message = this.#message;
    message.on("data", (data: Buffer) => {
      if (take(data)) return this.#idle.touch();
      message.pause();
      this.#idle.pause();
    });
    this.#idle.touch();
    try {
      await finished(message);
    } catch (error) {
      throw this.#failure(error);
    }
    if (!message.complete) throw lost(this.#server);
  }

  /** Goes on to `receive`. */
  resume(): void {
    if (this.#message.destroyed || !this.#message.isPaused()) return;
    this.#idle.touch();
    this.#message.resume();
  }

  /** Reads the rest, so that the connection can be used again; drops the connection when it is long. */
  async discard(): Promise<void> {
    let seen = 0;
    for await (const data of this.body()) {
      seen += data.length;
      if (seen > mostDiscarded) return;
    }
  }

  /** Ends the connection. */
  drop(): void {
    this.#message.destroy();
  }

  /** Node says `aborted` where the connection ended. */
  #failure(error: unknown): unknown {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" ? lost(this.#server) : error;
  }
}
