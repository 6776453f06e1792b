import { Readable } from "node:stream";
import type { ControlConnection } from "./control-connection.ts";
import { failure, replyError } from "./errors.ts";
import { isDone } from "./reply.ts";
import { dataLost, type Transfer } from "./transfer.ts";

/** Which bytes of which file are on their way. */
export interface DownloadRange {
  readonly path: string;
  /** How many bytes are wanted; the file has as many from where the transfer began. */
  readonly length: number;
  /** Whether they are the file's last ones, so that the server has to end the transfer itself. */
  readonly toEnd: boolean;
}

/**
 * The bytes of a transfer, no faster than the reader takes them. It ends when
 * the server has confirmed the transfer; when only a part was wanted, as soon as that is there.
 */
export class Download extends Readable {
  /** Resolves when the control connection can be used again, or is lost. */
  readonly settled: Promise<void>;
  readonly #control: ControlConnection;
  readonly #transfer: Transfer;
  readonly #range: DownloadRange;
  readonly #signal: AbortSignal;
  readonly #settle: () => void;
  #missing: number;
  #isOver = false;
  readonly #abort = (): void => void this.destroy(this.#signal.reason as Error);

  constructor(control: ControlConnection, transfer: Transfer, range: DownloadRange, signal: AbortSignal) {
    super();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.settled = promise;
    this.#settle = resolve;
    this.#control = control;
    this.#transfer = transfer;
    this.#range = range;
    this.#signal = signal;
    this.#missing = range.length;
    // An abort before the reader has its own listener must not end the process.
    this.on("error", () => {});
    // The server waits for the reader from now on.
    control.restPatience();
    const { data } = transfer;
    data.on("data", (piece: Buffer) => this.#onData(piece));
    if (data.closed) void this.#onDataEnd();
    else data.on("close", () => void this.#onDataEnd());
    signal.addEventListener("abort", this.#abort, { once: true });
    if (signal.aborted) this.#abort();
  }

  override _read(): void {
    const { data } = this.#transfer;
    if (this.destroyed || data.destroyed) return;
    this.#control.renewPatience();
    data.resume();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#transfer.cut();
    void this.#recover();
    callback(error);
  }

  #onData(piece: Buffer): void {
    if (this.destroyed) return;
    this.#control.renewPatience();
    const wanted = piece.subarray(0, this.#missing);
    this.#missing -= wanted.length;
    const goesOn = wanted.length === 0 || this.push(wanted);
    const isEnough = this.#missing === 0 && (!this.#range.toEnd || wanted.length < piece.length);
    if (isEnough) {
      this.#isOver = true;
      this.push(null);
      this.#transfer.cut();
    } else if (!goesOn && this.#missing > 0) {
      this.#transfer.data.pause();
      this.#control.restPatience();
    }
  }

  async #onDataEnd(): Promise<void> {
    if (this.destroyed || this.#isOver) return;
    const doing = `read ${this.#range.path}`;
    try {
      if (this.#missing > 0) this.#transfer.cut();
      const reply = await this.#transfer.lastWord();
      const { errored } = this.#transfer.data;
      if (this.#missing > 0 && reply.code >= 400)
        throw replyError(reply, doing, this.#range.path, "unexpected");
      if (this.#missing > 0 && errored !== null) throw dataLost(this.#control, errored);
      if (this.#missing > 0) throw cut(this.#range, this.#missing);
      if (this.#range.toEnd && !isDone(reply)) throw replyError(reply, doing, this.#range.path, "unexpected");
      this.push(null);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  /** Waits for the end of the server's replies. */
  async #recover(): Promise<void> {
    try {
      const reply = await this.#transfer.lastWord();
      const isWhole = this.#missing === 0 && this.#range.toEnd && isDone(reply);
      if (!isWhole) await this.#control.settle();
    } catch {
      // The next operation meets the same failure.
    } finally {
      this.#settle();
    }
  }
}

function cut({ path, length }: DownloadRange, missing: number): Error {
  const message = `Could not read ${path}: it ended ${missing} bytes before the ${length} that the server announced.`;
  return failure("corrupt", "same-session", message);
}
