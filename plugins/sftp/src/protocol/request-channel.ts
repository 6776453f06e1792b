import { LocationError } from "@holdfast/contract";
import type { Duplex } from "node:stream";
import { PacketAssembler } from "./packet-assembler.ts";
import { encodePacket, PacketReader, packetType, protocolError, type Field } from "./packet.ts";

const version = 3;

/** The answer to a request: its type, and its fields after the request id. */
export interface Answer {
  readonly type: number;
  readonly fields: PacketReader;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Requests and answers over one channel, as many at a time as the caller likes.
 * A peer that owes an answer and sends nothing for `idleMs` is given up. After a
 * failure every request rejects with it.
 */
export class RequestChannel {
  readonly #channel: Duplex;
  readonly #idleMs: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #assembler = new PacketAssembler((packet) => this.#onPacket(packet));
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #greeting: Waiting | undefined;
  #failure: LocationError | undefined;
  readonly #onFailure: (error: LocationError) => void;

  /** @param onFailure ends the connection below, which is of no use any more */
  constructor(channel: Duplex, idleMs: number, onFailure: (error: LocationError) => void) {
    this.#channel = channel;
    this.#idleMs = idleMs;
    this.#onFailure = onFailure;
    channel.on("data", (piece: Buffer) => this.#onData(piece));
    channel.on("error", (error) => this.fail(ended(error)));
    channel.on("end", () => this.fail(ended()));
    channel.on("close", () => this.fail(ended()));
  }

  /** Sends INIT; resolves with the fields of VERSION. */
  greet(): Promise<PacketReader> {
    const answer = this.#expect((waiting) => {
      this.#greeting = waiting;
      this.#send(encodePacket(packetType.init, version));
    });
    return answer.then(({ fields }) => fields);
  }

  /** Sends a request; resolves with its answer. */
  request(type: number, fields: readonly Field[]): Promise<Answer> {
    return this.#expect((waiting) => {
      this.#lastId = (this.#lastId + 1) >>> 0;
      this.#waiting.set(this.#lastId, waiting);
      this.#send(encodePacket(type, this.#lastId, fields));
    });
  }

  /** Ends all requests with the error, the present and the future ones. Only the first failure counts. */
  fail(error: LocationError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    clearTimeout(this.#idle);
    const waiting = [...this.#waiting.values()];
    if (this.#greeting !== undefined) waiting.push(this.#greeting);
    this.#waiting.clear();
    for (const each of waiting) each.reject(error);
    this.#onFailure(error);
  }

  #expect(send: (waiting: Waiting) => void): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#idle ??= setTimeout(() => this.fail(silent(this.#idleMs)), this.#idleMs);
    send({ resolve, reject });
    return promise;
  }

  #send(packet: Buffer): void {
    try {
      this.#channel.write(packet);
    } catch (error) {
      this.fail(ended(error));
    }
  }

  #onData(piece: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#idle?.refresh();
    try {
      this.#assembler.push(piece);
    } catch (error) {
      this.fail(error as LocationError);
    }
  }

  #onPacket(packet: Buffer): void {
    const fields = new PacketReader(packet);
    const type = fields.uint8();
    const waiting = this.#take(type, fields);
    if (this.#waiting.size === 0) {
      clearTimeout(this.#idle);
      this.#idle = undefined;
    }
    waiting.resolve({ type, fields });
  }

  #take(type: number, fields: PacketReader): Waiting {
    const greeting = this.#greeting;
    if (greeting !== undefined) {
      if (type !== packetType.version)
        throw protocolError(`The server answered INIT with packet type ${type}.`);
      this.#greeting = undefined;
      return greeting;
    }
    const id = fields.uint32();
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw protocolError("The server answered a request that was not made.");
    this.#waiting.delete(id);
    return waiting;
  }
}

function ended(cause?: unknown): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: "The server ended the SFTP session.",
    cause,
  });
}

function silent(idleMs: number): LocationError {
  return new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `The server has not answered for ${idleMs / 1000} seconds.`,
  });
}
