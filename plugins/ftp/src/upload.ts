import type { PutBody, PutOptions } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { ControlConnection } from "./control-connection.ts";
import { type Entries, longestName, parentOf } from "./entries.ts";
import { failure, replyError } from "./errors.ts";
import type { PassiveMode } from "./passive-mode.ts";
import { isDone, type Reply } from "./reply.ts";
import { type Beginning, beginTransfer, dataLost, type Transfer } from "./transfer.ts";

/** Small enough that a slow line tells of its life, large enough not to be noticed. */
const pieceBytes = 64 * 1024;
const piecesUnderWay = 4;

/**
 * Stores one file: as `<name>.part-<random>` first, which is renamed when the
 * server has confirmed the transfer and the size. What is left of an upload that
 * failed is removed.
 */
export class Upload {
  readonly #control: ControlConnection;
  readonly #passive: PassiveMode;
  readonly #entries: Entries;
  readonly #path: string;
  readonly #body: PutBody;
  readonly #options: PutOptions;

  constructor(
    control: ControlConnection,
    passive: PassiveMode,
    entries: Entries,
    path: string,
    body: PutBody,
    options: PutOptions,
  ) {
    this.#control = control;
    this.#passive = passive;
    this.#entries = entries;
    this.#path = path;
    this.#body = body;
    this.#options = options;
  }

  /** @throws LocationError; or the signal's reason */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const written = partialName(this.#path);
    const transfer = await this.#begin(written);
    try {
      await this.#send(transfer);
      const size = await this.#entries.size(written);
      if (size !== this.#body.size) throw this.#cut(size);
      signal.throwIfAborted();
      await this.#publish(written);
    } catch (error) {
      await this.#control.send(`DELE ${written}`).catch(() => {});
      throw error;
    }
  }

  async #begin(written: string): Promise<Transfer> {
    const doing = `write ${this.#path}`;
    const first = await this.#store(written);
    if ("transfer" in first) return first.transfer;
    const error = replyError(first.refusal, doing, written, "not-found");
    if (error.code !== "not-found") throw error;
    await this.#entries.makeDirectory(parentOf(written) ?? "/");
    const last = await this.#store(written);
    if ("transfer" in last) return last.transfer;
    throw replyError(last.refusal, doing, written, "forbidden");
  }

  #store(written: string): Promise<Beginning> {
    return beginTransfer(this.#control, this.#passive, `STOR ${written}`, this.#options.signal);
  }

  async #send(transfer: Transfer): Promise<void> {
    const { signal } = this.#options;
    const { data, final } = transfer;
    // Servers do not survive the end of a connection whose TLS handshake is done on this side only.
    const abort = (): void => void (data.bytesWritten === 0 ? data.end() : data.destroy());
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    // A server that has given up need not read on.
    void final.then(
      (reply) => isDone(reply) || data.destroy(),
      () => {},
    );
    // What is left unread, such as session tickets, would make the system reset the connection at its end.
    data.resume();
    let broken: unknown;
    try {
      this.#control.renewPatience();
      await this.#write(data);
      data.end();
    } catch (error) {
      broken = error;
      abort();
    }
    try {
      const reply = await transfer.lastWord();
      if (signal.aborted) await this.#control.settle();
      signal.throwIfAborted();
      if (!isDone(reply)) throw this.#stopped(reply, broken);
      if (broken !== undefined) throw dataLost(this.#control, broken);
    } finally {
      signal.removeEventListener("abort", abort);
      data.destroy();
    }
  }

  async #write(data: Socket): Promise<void> {
    const { signal, onProgress } = this.#options;
    const underWay: Promise<void>[] = [];
    for (const piece of pieces(this.#body.chunks)) {
      if (underWay.length === piecesUnderWay) await underWay.shift();
      signal.throwIfAborted();
      const taken = write(data, piece).then(() => {
        this.#control.renewPatience();
        onProgress?.(piece.length);
      });
      // When one fails, the others are not awaited any more.
      taken.catch(() => {});
      underWay.push(taken);
    }
    await Promise.all(underWay);
  }

  async #publish(written: string): Promise<void> {
    const doing = `rename ${written} to ${this.#path}`;
    const from = await this.#control.send(`RNFR ${written}`);
    if (from.code !== 350) throw replyError(from, doing, written, "unexpected");
    const to = await this.#control.send(`RNTO ${this.#path}`);
    if (!isDone(to)) throw await this.#entries.refusal(to, doing, this.#path);
  }

  /** Servers have no other code than 451 for a disk that fills up while they write, although RFC 959 has 452. */
  #stopped(reply: Reply, broken: unknown): Error {
    const error = replyError(reply, `write ${this.#path}`, this.#path, "unexpected");
    if (reply.code === 451 && /writ|input\/output/i.test(reply.text)) {
      return failure("no-space", "never", `${error.message} Its disk or the quota is probably full.`);
    }
    return error.code === "unexpected" && broken !== undefined ? dataLost(this.#control, broken) : error;
  }

  #cut(size: number | undefined): Error {
    const found = size === undefined ? "does not find it" : `has ${size} of its ${this.#body.size} bytes`;
    const message = `Could not write ${this.#path}: the server confirmed the file, and then ${found}.`;
    return failure("corrupt", "same-session", message);
  }
}

/** A name beside the path that nothing else has. */
function partialName(path: string): string {
  const suffix = `part-${randomBytes(4).toString("hex")}`;
  const slash = path.lastIndexOf("/") + 1;
  const name = `${path.slice(slash)}.${suffix}`;
  return path.slice(0, slash) + (Buffer.byteLength(name) <= longestName ? name : suffix);
}

function* pieces(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      yield chunk.subarray(start, start + pieceBytes);
    }
  }
}

/** Resolves when the system has taken the bytes, so that their memory may be used again. */
function write(data: Socket, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    data.write(piece, (error) => (error instanceof Error ? reject(error) : resolve()));
  });
}
