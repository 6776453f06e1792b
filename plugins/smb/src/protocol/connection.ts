import { isLocationError, LocationError } from "@holdfast/contract";
import type { Duplex } from "node:stream";
import { Credits } from "./credits.ts";
import {
  decodeHeader,
  encodeHeader,
  headerBytes,
  headerFlag,
  type ResponseHeader,
  unsolicitedMessageId,
} from "./header.ts";
import { type MessageSecurity, unprotected } from "./message-security.ts";
import { ntStatus } from "./ntstatus.ts";
import { lostError, protocolError } from "./session-errors.ts";
import { FrameAssembler, FramePool, framePrefix } from "./transport.ts";

/** Bytes of payload that one credit pays for. */
export const creditBytes: number = 64 * 1024;

/** A bound on messages until the server's own are known. */
const firstFrameBytes = 128 * 1024;

/** How long a server may take over a good-bye. */
const finishMilliseconds = 1000;

/** One request. */
export interface SmbRequest {
  readonly command: number;
  readonly treeId?: number;
  readonly body: Buffer;
  /** What follows the body; it is not looked at any more once the request is under way. */
  readonly payload?: readonly Uint8Array[];
  /** Bytes of payload, or of the answer if that is longer. */
  readonly bytes?: number;
}

/** An answer, whatever its status. */
export interface SmbResponse {
  readonly header: ResponseHeader;
  /** The whole message, in memory of its own. */
  readonly message: Buffer;
  /** The request as it was sent, its payload left out. */
  readonly sent: Buffer;
}

interface Pending {
  readonly command: number;
  readonly charge: number;
  readonly sent: Buffer;
  readonly resolve: (response: SmbResponse) => void;
  readonly reject: (error: LocationError) => void;
  hadInterim: boolean;
}

/**
 * Requests and answers over one stream, as many at a time as the server's credits
 * allow. A server that owes an answer and neither sends nor takes anything for
 * `idleMs` is given up. After a failure every request rejects with it.
 */
export class SmbConnection {
  readonly #stream: Duplex;
  readonly #idleMs: number;
  readonly #assembler = new FrameAssembler(firstFrameBytes, (frame) => this.#onFrame(frame));
  readonly #frames = new FramePool();
  readonly #pending = new Map<bigint, Pending>();
  readonly #ended = Promise.withResolvers<LocationError>();
  readonly #credits = new Credits();
  #security: MessageSecurity = unprotected;
  #sessionId = 0n;
  #multiCredit = false;
  #nextMessageId = 0n;
  #idle: NodeJS.Timeout | undefined;
  #failure: LocationError | undefined;
  /** Why nothing new is sent, although what is under way goes on. */
  #refusal: LocationError | undefined;

  constructor(stream: Duplex, idleMs: number) {
    this.#stream = stream;
    this.#idleMs = idleMs;
    stream.on("data", (piece: Buffer) => this.#onData(piece));
    stream.on("error", (error: NodeJS.ErrnoException) => {
      this.fail(lostError(`The connection was lost (${error.code ?? error.message}).`, error));
    });
    stream.on("end", () => this.fail(lostError("The server ended the connection.")));
    stream.on("close", () => this.fail(lostError("The connection was closed.")));
  }

  /** Resolves with the reason when the connection has ended, by whomever. */
  get ended(): Promise<LocationError> {
    return this.#ended.promise;
  }

  /** Bytes of payload for which there are credits, at most, in one request. */
  get creditedBytes(): number {
    return Math.max(1, this.#credits.total) * creditBytes;
  }

  /** How messages are protected, and of which session they are, from now on. */
  secure(sessionId: bigint, security: MessageSecurity): void {
    this.#sessionId = sessionId;
    this.#security = security;
    if (security.copies) this.#assembler.reuseMemory();
  }

  /**
   * Allows requests of more than 64 KiB.
   *
   * @param frameBytes bytes of the longest message that the server may send
   */
  allowLarge(multiCredit: boolean, frameBytes: number): void {
    this.#multiCredit = multiCredit;
    this.#assembler.allow(frameBytes);
  }

  /** Sends a request; resolves with its answer, whatever the status. */
  async request(request: SmbRequest): Promise<SmbResponse> {
    const refusal = this.#failure ?? this.#refusal;
    if (refusal !== undefined) throw refusal;
    const charge = this.#multiCredit ? Math.max(1, Math.ceil((request.bytes ?? 0) / creditBytes)) : 1;
    await this.#credits.take(charge);
    // The connection may have failed while this waited.
    if (this.#failure !== undefined) throw this.#failure;
    return this.#send(request, charge);
  }

  /** Sends a last request, if nothing else is under way, waits a moment for its answer, and ends the connection. */
  async finish(request: SmbRequest): Promise<void> {
    const closed = lostError("The session was closed.");
    if (this.#failure !== undefined || this.#pending.size > 0) return this.fail(closed);
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, finishMilliseconds);
    const answer = this.request(request);
    this.#refusal = closed;
    await Promise.race([answer.catch(() => {}), patience.promise]);
    clearTimeout(timer);
    this.fail(closed);
  }

  /** Ends all requests with the error, the present and the future ones. Only the first failure counts. */
  fail(error: LocationError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    clearTimeout(this.#idle);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const each of pending) each.reject(error);
    this.#credits.fail(error);
    this.#ended.resolve(error);
    this.#stream.destroy();
  }

  #send(request: SmbRequest, charge: number): Promise<SmbResponse> {
    const messageId = this.#nextMessageId;
    this.#nextMessageId += BigInt(charge);
    const header = encodeHeader({
      command: request.command,
      creditCharge: this.#multiCredit ? charge : 0,
      credits: this.#credits.request(charge),
      messageId,
      treeId: request.treeId ?? 0,
      sessionId: this.#sessionId,
    });
    const head = Buffer.concat([header, request.body]);
    const { promise, resolve, reject } = Promise.withResolvers<SmbResponse>();
    const { command } = request;
    this.#pending.set(messageId, { command, charge, sent: head, resolve, reject, hadInterim: false });
    this.#idle ??= setTimeout(() => this.fail(silent(this.#idleMs)), this.#idleMs);
    this.#write(this.#security.seal([head, ...(request.payload ?? [])]));
    return promise;
  }

  #write(message: readonly Uint8Array[]): void {
    if (!this.#security.copies) {
      // The payload's owner may want its memory back while the stream still holds it, as after an abort.
      const frame = this.#frames.frame(message);
      this.#stream.write(frame, () => {
        this.#frames.giveBack(frame);
        this.#onWritten();
      });
      return;
    }
    const length = message.reduce((sum, piece) => sum + piece.length, 0);
    this.#stream.cork();
    this.#stream.write(framePrefix(length));
    for (const piece of message) {
      this.#stream.write(piece, () => {
        discard(piece);
        this.#onWritten();
      });
    }
    this.#stream.uncork();
  }

  /** A server that takes bytes is alive, on however slow a line. */
  readonly #onWritten = (): void => void this.#idle?.refresh();

  #onData(piece: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#idle?.refresh();
    try {
      this.#assembler.push(piece);
    } catch (error) {
      if (!isLocationError(error)) throw error;
      this.fail(error);
    }
  }

  #onFrame(frame: Buffer): void {
    // One piece of the stream may hold several frames, of which an earlier one may have ended the session.
    if (this.#failure !== undefined) return;
    let rest = this.#security.open(frame);
    for (;;) {
      const header = decodeHeader(rest);
      const { nextCommand } = header;
      if (nextCommand !== 0 && (nextCommand < headerBytes || nextCommand >= rest.length)) {
        throw protocolError("The server sent a compound that points outside of itself.");
      }
      const message = nextCommand === 0 ? rest : rest.subarray(0, nextCommand);
      this.#security.verify(message);
      this.#onMessage(header, message);
      if (nextCommand === 0) return;
      rest = rest.subarray(nextCommand);
    }
  }

  #onMessage(header: ResponseHeader, message: Buffer): void {
    // Such as an oplock break; none was asked for, so none matters.
    if (header.messageId === unsolicitedMessageId) return;
    const pending = this.#pending.get(header.messageId);
    if (pending === undefined) throw protocolError("The server answered a request that was not made.");
    if (pending.command !== header.command) throw protocolError("The server answered with another command.");
    const isInterim = header.status === ntStatus.STATUS_PENDING;
    if (isInterim && (pending.hadInterim || (header.flags & headerFlag.ASYNC_COMMAND) === 0)) {
      throw protocolError("The server sent an interim answer that is none.");
    }
    this.#credits.grant(header.credits);
    if (isInterim) {
      pending.hadInterim = true;
      return;
    }
    this.#pending.delete(header.messageId);
    if (this.#pending.size === 0) {
      clearTimeout(this.#idle);
      this.#idle = undefined;
    }
    this.#credits.settle(pending.charge);
    pending.resolve({ header, message, sent: pending.sent });
  }
}

/** Gives the memory of a large piece back at once; the garbage collector would let megabytes of it pile up. */
function discard(piece: Uint8Array): void {
  const { buffer } = piece;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === piece.length;
  if (isAlone && piece.length >= creditBytes) buffer.transfer(0);
}

function silent(idleMs: number): LocationError {
  return new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `The server has not answered for ${idleMs / 1000} seconds.`,
  });
}
