import { isLocationError, LocationError } from "@holdfast/contract";
import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { protocolError } from "../protocol-error.ts";
import type { XdrReader } from "../xdr-reader.ts";
import type { XdrWriter } from "../xdr-writer.ts";
import type { AuthSys } from "./auth-sys.ts";
import { RpcConnection } from "./rpc-connection.ts";
import { RpcError } from "./rpc-error.ts";
import { type Arguments, CallEncoder, type Reply, type RpcProgram } from "./rpc-message.ts";
import type { TcpConnection } from "./tcp.ts";

/** A call that is not answered while later ones are is given up after so many times the idle time. */
const patience = 4;
/** How long the data of calls that nobody waits for any more may wait for the network. */
const releaseMilliseconds = 250;
const redialMilliseconds = 200;

/** How a client says who it is and how long it waits. */
export interface RpcSettings {
  /** For messages. */
  readonly server: string;
  readonly identity: AuthSys | undefined;
  /** How long the server may owe replies without taking or sending anything, in milliseconds. */
  readonly idleMs: number;
  /** Connects again after a loss, for `idleMs` at most. When left out, a lost connection ends the client. */
  readonly redial?: (() => Promise<TcpConnection>) | undefined;
}

/** A procedure of a program. */
export interface Procedure {
  readonly program: RpcProgram;
  readonly number: number;
  /** Whether a server that was asked twice has done no other than what it was asked once. */
  readonly isIdempotent: boolean;
}

interface Waiting {
  readonly since: number;
  readonly length: number;
  readonly pieces: readonly Uint8Array[];
  readonly isIdempotent: boolean;
  /** Whether it may be sent over another connection. */
  mayRepeat: boolean;
  /** @throws LocationError `protocol` when the results cannot be read */
  settle(outcome: XdrReader | RpcError): void;
  reject(error: unknown): void;
}

/**
 * ONC RPC version 2 (RFC 5531) over TCP: as many calls at a time as the caller
 * likes, answered in any order. Calls reject with an {@link RpcError} for what
 * the server refuses, and with a LocationError once the connection has failed.
 */
export class RpcClient {
  readonly #settings: RpcSettings;
  readonly #encoder: CallEncoder;
  readonly #waiting = new Map<number, Waiting>();
  /** `undefined` while it is being made anew. */
  #connection: RpcConnection | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastXid = randomInt(2 ** 32);
  #failure: LocationError | undefined;

  constructor(tcp: TcpConnection, settings: RpcSettings) {
    this.#settings = settings;
    this.#encoder = new CallEncoder(settings.identity);
    this.#connection = this.#use(tcp);
  }

  /**
   * Calls a procedure; resolves with what `read` makes of the results. An error
   * that it throws rejects the call; `protocol` ends the connection as well.
   */
  call<Results>(
    { program, number, isIdempotent }: Procedure,
    write: Arguments,
    read: (results: XdrReader) => Results,
  ): Promise<Results> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#lastXid = (this.#lastXid + 1) >>> 0;
    const message: XdrWriter = this.#encoder.encode(this.#lastXid, program, number, write);
    const { promise, resolve, reject } = Promise.withResolvers<Results>();
    const waiting: Waiting = {
      since: Date.now(),
      length: message.length,
      pieces: message.pieces(),
      isIdempotent,
      mayRepeat: true,
      settle: (outcome) => {
        if (outcome instanceof RpcError) reject(outcome);
        else resolve(read(outcome));
      },
      reject,
    };
    this.#waiting.set(this.#lastXid, waiting);
    if (this.#connection !== undefined) this.#send(this.#connection, waiting);
    return promise;
  }

  /** Ends all calls with the error, the present and the future ones, and the connection. Only the first failure counts. */
  fail(error: LocationError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#stopIdle();
    this.#connection?.destroy();
    this.#rejectAll(error, () => true);
  }

  /** Ends the connection. */
  close(): void {
    this.fail(this.#lost("the session was closed"));
  }

  /**
   * Resolves when the bulk data of all calls so far has left the memory of the
   * callers. A server that does not take it loses its connection.
   */
  async release(): Promise<void> {
    for (const each of this.#waiting.values()) each.mayRepeat = false;
    if (this.#failure !== undefined) return;
    if (this.#connection === undefined) return this.fail(this.#lost("the connection was lost"));
    const stuck = "the connection was given up, because the server did not take the data that was left on it";
    const timer = setTimeout(() => this.fail(this.#lost(stuck)), releaseMilliseconds);
    await this.#connection.sent();
    clearTimeout(timer);
  }

  #use(tcp: TcpConnection): RpcConnection {
    return new RpcConnection(tcp, {
      alive: () => void this.#idle?.refresh(),
      reply: (reply) => this.#onReply(reply),
      lost: (cause) => this.#onLost(cause),
    });
  }

  #send(connection: RpcConnection, waiting: Waiting): void {
    waiting.mayRepeat = waiting.isIdempotent;
    this.#idle ??= setTimeout(() => this.fail(this.#silent(1)), this.#settings.idleMs);
    connection.send(waiting.length, waiting.pieces);
  }

  #onReply({ xid, outcome }: Reply): void {
    const waiting = this.#waiting.get(xid);
    if (waiting === undefined) throw protocolError("The server answered a call that was not made.");
    this.#waiting.delete(xid);
    const [oldest] = this.#waiting.values();
    if (oldest === undefined) this.#stopIdle();
    else if (Date.now() - oldest.since > patience * this.#settings.idleMs) this.fail(this.#silent(patience));
    try {
      waiting.settle(outcome);
    } catch (error) {
      waiting.reject(error);
      if (isLocationError(error)) throw error;
    }
  }

  #onLost(cause: unknown): void {
    if (isLocationError(cause)) return this.fail(cause);
    const error = this.#lost("the connection was lost", cause);
    const { redial } = this.#settings;
    if (redial === undefined) return this.fail(error);
    this.#connection = undefined;
    this.#stopIdle();
    this.#rejectAll(error, ({ mayRepeat }) => !mayRepeat);
    void this.#reconnect(redial, error);
  }

  async #reconnect(redial: () => Promise<TcpConnection>, error: LocationError): Promise<void> {
    const deadline = Date.now() + this.#settings.idleMs;
    while (this.#failure === undefined && Date.now() < deadline) {
      try {
        return this.#resume(await redial());
      } catch {
        await delay(redialMilliseconds);
      }
    }
    this.fail(error);
  }

  /** Sends everything again that waits for a reply, in order. */
  #resume(tcp: TcpConnection): void {
    if (this.#failure !== undefined) return void tcp.socket.destroy();
    this.#connection = this.#use(tcp);
    for (const waiting of this.#waiting.values()) this.#send(this.#connection, waiting);
  }

  #rejectAll(error: LocationError, isConcerned: (waiting: Waiting) => boolean): void {
    for (const [xid, waiting] of [...this.#waiting]) {
      if (!isConcerned(waiting)) continue;
      this.#waiting.delete(xid);
      waiting.reject(error);
    }
  }

  #stopIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
  }

  #lost(why: string, cause?: unknown): LocationError {
    const message = `${this.#settings.server}: ${why}.`;
    return new LocationError({ code: "connection-lost", retry: "new-session", message, cause });
  }

  #silent(times: number): LocationError {
    const seconds = (times * this.#settings.idleMs) / 1000;
    const message = `${this.#settings.server}: the server has not answered for ${seconds} seconds.`;
    return new LocationError({ code: "timeout", retry: "new-session", message });
  }
}
