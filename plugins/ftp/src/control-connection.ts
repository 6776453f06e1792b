import { isLocationError, type LocationError } from "@holdfast/contract";
import { FTPError } from "basic-ftp";
import type { Socket } from "node:net";
import { Patience } from "./patience.ts";
import { connectionLost, failure, protocolError } from "./errors.ts";
import type { Reply } from "./reply.ts";
import { WholeLineContext } from "./whole-line-context.ts";

/** Preliminary replies (1yz) to one command; one is usual. */
const mostPreliminaryReplies = 16;

/** Replies of an aborted transfer that may come before the one to a NOOP. */
const mostLateReplies = 4;

type OnPreliminary = (reply: Reply, conclude: () => void) => void;

/**
 * Commands and replies, one at a time (RFC 959 §5.4). A server that owes a reply
 * and is silent for `idleMs` is given up. After a failure every command rejects with it.
 */
export class ControlConnection {
  /** Host and port, for messages. */
  readonly server: string;
  readonly #context = new WholeLineContext(0);
  readonly #patience: Patience;
  #data: Socket | undefined;
  #failure: LocationError | undefined;

  constructor(server: string, socket: Socket, idleMs: number) {
    this.server = server;
    this.#patience = new Patience(idleMs, () => void this.fail(silent(server, idleMs)));
    this.#context.use(socket);
  }

  get socket(): Socket {
    return this.#context.socket;
  }

  /** Goes on over TLS. */
  secure(socket: Socket): void {
    this.#context.use(socket);
  }

  /** The server's greeting, its first reply. */
  greeting(): Promise<Reply> {
    return this.#exchange(undefined, () => {});
  }

  /**
   * Sends a command and gives its final reply, whatever it says.
   *
   * @param onPreliminary called for replies that another follows, such as `150`; `conclude` says, then or
   *   later, that this time none does
   * @throws LocationError when no reply comes
   */
  send(command: string, onPreliminary: OnPreliminary = () => {}): Promise<Reply> {
    // eslint-disable-next-line no-control-regex -- these would end the command (RFC 2640 §3.1, RFC 854)
    if (/[\r\n\u0000]/.test(command)) {
      const message = "FTP cannot express a line end or NUL inside a command.";
      return Promise.reject(failure("invalid-name", "never", message));
    }
    return this.#exchange(command, onPreliminary);
  }

  /** Sends a command while the reply to another one is awaited; {@link settle} passes over its replies. */
  interrupt(command: string): void {
    if (this.#failure === undefined) this.#context.send(command);
  }

  /**
   * Finds the end of the replies to a transfer that was cut: servers differ in
   * how many they send. A NOOP's is the only one with 200.
   *
   * @throws LocationError
   */
  async settle(): Promise<void> {
    await this.#expect("NOOP", (reply, resolve, count) => {
      if (reply.code === 200) resolve(reply);
      else if (count > mostLateReplies) this.fail(protocolError("The server does not answer NOOP with 200."));
    });
  }

  /** The server gave a sign of life on a data connection. */
  renewPatience(): void {
    if (this.#failure === undefined) this.#patience.renew();
  }

  /** The server waits for this side at the moment. */
  restPatience(): void {
    this.#patience.rest();
  }

  /** Takes a data connection that is to end when this connection does, in place of the former one. */
  attach(data: Socket): void {
    this.#data = data;
  }

  /**
   * Ends the connection; what is under way and all that comes later reject with the error.
   *
   * @returns the error that counts: the first one
   */
  fail(error: LocationError): LocationError {
    this.#failure ??= error;
    this.#patience.rest();
    this.#context.closeWithError(this.#failure);
    this.#data?.destroy(this.#failure);
    return this.#failure;
  }

  #exchange(command: string | undefined, onPreliminary: OnPreliminary): Promise<Reply> {
    return this.#expect(command, (reply, resolve, count) => {
      if (reply.code >= 200) resolve(reply);
      else if (count > mostPreliminaryReplies)
        this.fail(protocolError("The server sends preliminary replies without end."));
      else onPreliminary(reply, () => resolve(reply));
    });
  }

  async #expect(
    command: string | undefined,
    onReply: (reply: Reply, resolve: (reply: Reply) => void, count: number) => void,
  ): Promise<Reply> {
    if (this.#failure !== undefined) throw this.#failure;
    let count = 0;
    this.#patience.renew();
    try {
      return (await this.#context.handle(command, (response, task) => {
        if (response instanceof Error && !(response instanceof FTPError)) return task.reject(response);
        this.#patience.renew();
        const reply = { code: response.code, text: response.message };
        onReply(reply, (last) => task.resolve(last), (count += 1));
      })) as Reply;
    } catch (error) {
      throw this.fail(isLocationError(error) ? error : lost(this.server, error as Error));
    } finally {
      this.#patience.rest();
    }
  }
}

function lost(server: string, error: Error): LocationError {
  if (error.message.includes("exceeded maximum allowed size"))
    return protocolError(`${server}: the server sent a reply of more than 64 KiB.`);
  return connectionLost(server, error);
}

function silent(server: string, idleMs: number): LocationError {
  return failure("timeout", "new-session", `${server} has not answered for ${idleMs / 1000} seconds.`);
}
