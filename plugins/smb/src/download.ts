import { LocationError } from "@holdfast/contract";
import { Readable } from "node:stream";
import { operationError } from "./errors.ts";
import type { SmbFile } from "./protocol/file.ts";
import type { TransferLimits } from "./transfer-limits.ts";

/** Which bytes of which file to read. */
export interface DownloadRange {
  /** For messages. */
  readonly path: string;
  readonly start: number;
  /** After the last byte; not beyond the file's size. */
  readonly end: number;
}

/**
 * The bytes of an open file in order, read ahead by several requests at a time, and
 * no further while the reader does not keep up. Closes the file in the end.
 */
export class Download extends Readable {
  readonly #file: SmbFile;
  readonly #range: DownloadRange;
  readonly #limits: TransferLimits;
  readonly #signal: AbortSignal;
  readonly #underWay: Promise<readonly Buffer[]>[] = [];
  #asked: number;
  #wanted = false;
  #delivering = false;
  readonly #abort = (): void => void this.destroy(this.#signal.reason as Error);

  constructor(file: SmbFile, range: DownloadRange, limits: TransferLimits, signal: AbortSignal) {
    super({ highWaterMark: limits.bytes });
    this.#file = file;
    this.#range = range;
    this.#limits = limits;
    this.#signal = signal;
    this.#asked = range.start;
    // An abort before the reader has its own listener must not end the process.
    this.on("error", () => {});
    signal.addEventListener("abort", this.#abort, { once: true });
    if (signal.aborted) this.#abort();
  }

  override _read(): void {
    this.#wanted = true;
    if (!this.#delivering) void this.#deliver();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#file.close().catch(() => {});
    callback(error);
  }

  async #deliver(): Promise<void> {
    this.#delivering = true;
    try {
      while (this.#wanted && !this.destroyed) {
        this.#askAhead();
        const next = this.#underWay.shift();
        const pieces = next === undefined ? [null] : await next;
        this.#wanted = false;
        // Pushing may call _read at once, so that only a wish is noted here and never its absence.
        for (const piece of pieces) if (this.push(piece)) this.#wanted = true;
      }
    } catch (error) {
      this.destroy(operationError(error, `read ${this.#range.path}`) as Error);
    } finally {
      this.#delivering = false;
    }
  }

  #askAhead(): void {
    while (this.#underWay.length < this.#limits.requests && this.#asked < this.#range.end) {
      const length = Math.min(this.#limits.bytes, this.#range.end - this.#asked);
      const data = this.#readFully(this.#asked, length);
      data.catch(() => {});
      this.#underWay.push(data);
      this.#asked += length;
    }
  }

  /** Servers may answer with less than was asked for. */
  async #readFully(start: number, length: number): Promise<readonly Buffer[]> {
    const pieces: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const at = start + length - missing;
      const data = await this.#file.read(at, missing);
      if (data === undefined) throw cut(this.#range, at);
      pieces.push(data);
      missing -= data.length;
    }
    return pieces;
  }
}

function cut({ path, end }: DownloadRange, at: number): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "same-session",
    message: `Could not read ${path}: it ended at byte ${at} while it was being read, before byte ${end}.`,
  });
}
