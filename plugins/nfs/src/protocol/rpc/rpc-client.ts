import { isLocationError, LocationError } from "@holdfast/contract";
import { randomInt } from "node:crypto";
import { protocolError } from "../protocol-error.ts";
import type { XdrReader } from "../xdr-reader.ts";
import type { AuthSys } from "./auth-sys.ts";
import { RecordAssembler, recordMark } from "./record-marking.ts";
import { RpcError } from "./rpc-error.ts";
import { type Arguments, CallEncoder, decodeReply, type Reply, type RpcProgram } from "./rpc-message.ts";
import type { TcpConnection } from "./tcp.ts";

/** Bytes in one READ or WRITE: no request or reply carries more data. */
export const largestTransfer: number = 1024 * 1024;
/** How long a reply may be: a transfer, and what stands around it. */
const longestRecord = largestTransfer + 64 * 1024;
/** A call that is not answered while later ones are is given up after so many times the idle time. */
const patience = 4;
/** How long the data of calls that nobody waits for any more may wait for the network. */
const releaseMilliseconds = 250;

/** How a client says who it is and how long it waits. */
export interface RpcSettings {
  /** For messages. */
  readonly server: string;
  readonly identity: AuthSys | undefined;
  /** How long the server may owe replies without taking or sending anything, in milliseconds. */
  readonly idleMs: number;
}

interface Waiting {
  readonly since: number;
  /** @throws LocationError `protocol` when the results cannot be read */
  settle(outcome: XdrReader | RpcError): void;
  reject(error: unknown): void;
}

/**
 * ONC RPC version 2 (RFC 5531) over one TCP connection: as many calls at a time
 * as the caller likes, answered in any order. Calls reject with an
 * {@link RpcError} for what the server refuses, and with a LocationError once
 * the connection has failed.
 */
export class RpcClient {
  readonly #server: string;
  readonly #idleMs: number;
  readonly #connection: TcpConnection;
  readonly #encoder: CallEncoder;
  readonly #waiting = new Map<number, Waiting>();
  #idle: NodeJS.Timeout | undefined;
  #lastXid = randomInt(2 ** 32);
  #failure: LocationError | undefined;
  /** Calls whose data still lies in the callers' memory and waits for the network. */
  #unsent = 0;
  #allSent: PromiseWithResolvers<void> | undefined;

  constructor(connection: TcpConnection, { server, identity, idleMs }: RpcSettings) {
    this.#server = server;
    this.#idleMs = idleMs;
    this.#connection = connection;
    this.#encoder = new CallEncoder(identity);
    const assembler = new RecordAssembler(longestRecord, (record) => this.#onReply(decodeReply(record)));
    connection.receive((bytes) => this.#onBytes(assembler, bytes));
    connection.socket.on("error", (cause) => this.fail(lost(this.#server, cause)));
    connection.socket.on("close", () => this.fail(lost(this.#server)));
  }

  /**
   * Calls a procedure; resolves with what `read` makes of the results. An error
   * that it throws rejects the call; `protocol` ends the connection as well.
   */
  call<Results>(
    program: RpcProgram,
    procedure: number,
    write: Arguments,
    read: (results: XdrReader) => Results,
  ): Promise<Results> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#lastXid = (this.#lastXid + 1) >>> 0;
    const xid = this.#lastXid;
    const message = this.#encoder.encode(xid, program, procedure, write);
    const { promise, resolve, reject } = Promise.withResolvers<Results>();
    const settle = (outcome: XdrReader | RpcError): void => {
      if (outcome instanceof RpcError) reject(outcome);
      else resolve(read(outcome));
    };
    this.#waiting.set(xid, { since: Date.now(), settle, reject });
    this.#idle ??= setTimeout(() => this.fail(silent(this.#server, this.#idleMs)), this.#idleMs);
    this.#send([recordMark(message.length), ...message.pieces()]);
    return promise;
  }

  /** Ends all calls with the error, the present and the future ones, and the connection. Only the first failure counts. */
  fail(error: LocationError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#stopIdle();
    this.#connection.socket.destroy();
    this.#allSent?.resolve();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of waiting) each.reject(error);
  }

  /** Ends the connection. */
  close(): void {
    this.fail(closedHere(this.#server));
  }

  /**
   * Resolves when the bulk data of all calls so far has left the memory of the
   * callers. A server that does not take it loses its connection.
   */
  async release(): Promise<void> {
    if (this.#unsent === 0 || this.#failure !== undefined) return;
    this.#allSent ??= Promise.withResolvers();
    const timer = setTimeout(() => this.fail(stuck(this.#server)), releaseMilliseconds);
    await this.#allSent.promise;
    clearTimeout(timer);
  }

  /** Writes the pieces with one system call, as they lie in memory. */
  #send(pieces: readonly Uint8Array[]): void {
    const { socket } = this.#connection;
    this.#unsent += 1;
    socket.cork();
    for (const [index, piece] of pieces.entries()) {
      if (index < pieces.length - 1) socket.write(piece);
      else socket.write(piece, () => this.#onSent());
    }
    socket.uncork();
  }

  #onSent(): void {
    this.#unsent -= 1;
    if (this.#unsent === 0) {
      this.#allSent?.resolve();
      this.#allSent = undefined;
    }
    // That the network takes data is a sign of life, too: a large call on a slow line is answered late.
    this.#idle?.refresh();
  }

  #stopIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
  }

  #onBytes(assembler: RecordAssembler, bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.#idle?.refresh();
    try {
      assembler.push(bytes);
    } catch (error) {
      this.fail(error as LocationError);
    }
  }

  #onReply({ xid, outcome }: Reply): void {
    const waiting = this.#waiting.get(xid);
    if (waiting === undefined) throw protocolError("The server answered a call that was not made.");
    this.#waiting.delete(xid);
    const [oldest] = this.#waiting.values();
    if (oldest === undefined) {
      this.#stopIdle();
    } else if (Date.now() - oldest.since > patience * this.#idleMs) {
      this.fail(silent(this.#server, patience * this.#idleMs));
    }
    try {
      waiting.settle(outcome);
    } catch (error) {
      waiting.reject(error);
      if (isLocationError(error)) throw error;
    }
  }
}

function lost(server: string, cause?: unknown): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: `${server}: the connection was lost.`,
    cause,
  });
}

function closedHere(server: string): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: `${server}: the session was closed.`,
  });
}

function stuck(server: string): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: `${server}: the connection was given up, because the server did not take the data that was left on it.`,
  });
}

function silent(server: string, milliseconds: number): LocationError {
  return new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `${server}: the server has not answered for ${milliseconds / 1000} seconds.`,
  });
}
