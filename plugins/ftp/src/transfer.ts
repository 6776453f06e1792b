import { isLocationError } from "@holdfast/contract";
import type { Socket } from "node:net";
import type { ControlConnection } from "./control-connection.ts";
import { connectionLost } from "./errors.ts";
import type { PassiveMode } from "./passive-mode.ts";
import { isDone, type Reply } from "./reply.ts";

/** Bytes that are taken after an ABOR, which vsftpd does not heed; more than buffers on the way hold. */
const mostTaken = 8 * 1024 * 1024;

/** A command whose bytes go over a data connection. */
export class Transfer {
  /** The data connection. */
  readonly data: Socket;
  /** The server's last word on the transfer. Rejects when the control connection fails. */
  readonly final: Promise<Reply>;
  readonly #control: ControlConnection;
  readonly #started = Promise.withResolvers<void>();
  #conclude: (() => void) | undefined;
  #isCut = false;

  /** Sends the command that uses the data connection. */
  constructor(control: ControlConnection, command: string, data: Socket) {
    this.data = data;
    this.#control = control;
    // Bytes wait until somebody resumes the socket.
    data.pause();
    control.attach(data);
    let isStarted = false;
    this.final = control.send(command, (_, conclude) => {
      // Pure-FTPd's last word on a download that broke is a second 150.
      if (isStarted) this.#conclude = conclude;
      if (isStarted && this.#isCut) conclude();
      isStarted = true;
      this.#started.resolve();
    });
    // A server may have said its last word while bytes are still on their way.
    const awaitRest = (): void => void (data.closed || data.isPaused() || control.renewPatience());
    this.final.then(awaitRest, () => {});
  }

  /** Resolves when the server has begun. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Waits for the server's last word, when nothing but that is missing. @throws LocationError */
  async lastWord(): Promise<Reply> {
    this.#control.renewPatience();
    try {
      return await this.final;
    } finally {
      this.#control.restPatience();
    }
  }

  /**
   * Ends a download early; what the server says next is its last word. Over TLS
   * it is asked to (ABOR) and what is still on its way is taken, since servers do
   * not always survive that a TLS connection just ends.
   */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#conclude?.();
    const { data } = this;
    if (data.closed || !("encrypted" in data)) return void data.destroy();
    this.#control.interrupt("ABOR");
    let taken = 0;
    data.on("data", (piece: Buffer) => {
      this.#control.renewPatience();
      taken += piece.length;
      if (taken > mostTaken) data.destroy();
    });
    data.resume();
  }
}

/** How a command for a transfer was answered: with a transfer, or with a refusal. */
export type Beginning = { readonly transfer: Transfer } | { readonly refusal: Reply };

/**
 * Opens a data connection and sends the command that uses it.
 *
 * @param restart bytes to leave out at the beginning (REST, RFC 3659 §5)
 * @throws LocationError; or the signal's reason
 */
export async function beginTransfer(
  control: ControlConnection,
  passive: PassiveMode,
  command: string,
  signal: AbortSignal,
  restart = 0,
): Promise<Beginning> {
  const { socket: data, ready } = await passive.connect(signal);
  // Only looked at after the server agreed to the transfer.
  ready.catch(() => {});
  data.on("error", () => {});
  try {
    if (restart > 0) {
      const reply = await control.send(`REST ${restart}`);
      if (reply.code !== 350) return refuse(data, reply);
    }
    const transfer = new Transfer(control, command, data);
    const early = await Promise.race([transfer.final, transfer.started]);
    if (early !== undefined && !isDone(early)) return refuse(data, early);
    return await whenReady(control, transfer, ready);
  } catch (error) {
    data.destroy();
    throw error;
  }
}

/** The server may still refuse a transfer while TLS begins on its data connection. */
async function whenReady(
  control: ControlConnection,
  transfer: Transfer,
  ready: Promise<void>,
): Promise<Beginning> {
  const { data } = transfer;
  const refused = transfer.final.then(async (reply) => {
    if (!isDone(reply)) return reply;
    await ready;
    return undefined;
  });
  refused.catch(() => {});
  try {
    const refusal = await Promise.race([ready.then(() => undefined), refused]);
    return refusal === undefined ? { transfer } : refuse(data, refusal);
  } catch (error) {
    data.destroy();
    // Who answers for the server there may go on to do so.
    if (isLocationError(error) && error.code === "untrusted-peer") control.fail(error);
    const reply = await transfer.lastWord();
    // The server's reason is better than the mere end of its connection.
    if (isDone(reply)) throw error;
    return { refusal: reply };
  }
}

function refuse(data: Socket, refusal: Reply): Beginning {
  data.destroy();
  return { refusal };
}

/** What a data connection that broke means when the server has nothing to say about it. */
export function dataLost(control: ControlConnection, cause: unknown): Error {
  if (isLocationError(cause)) return cause;
  return connectionLost(`The data connection to ${control.server}`, cause);
}
