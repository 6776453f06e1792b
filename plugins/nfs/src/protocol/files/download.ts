import { LocationError } from "@holdfast/contract";
import { Readable } from "node:stream";
import type { FileProtocol, OpenFile } from "./file-protocol.ts";

/** Which bytes of which file to read, and how. */
export interface DownloadRange {
  readonly start: number;
  /** After the last byte; not beyond the file's size. */
  readonly end: number;
  /** Data that may be under way. */
  readonly windowBytes: number;
}

/**
 * The bytes of an open file in order, read ahead by several READs at a time, and
 * no further while the reader does not keep up. Closes the file in the end.
 */
export class Download extends Readable {
  readonly #files: FileProtocol;
  readonly #file: OpenFile;
  readonly #end: number;
  readonly #requestBytes: number;
  readonly #mostRequests: number;
  readonly #signal: AbortSignal;
  readonly #explain: (error: unknown) => Error;
  readonly #underWay: Promise<readonly Buffer[]>[] = [];
  #asked: number;
  #wanted = false;
  #delivering = false;
  readonly #abort = (): void => void this.destroy(this.#signal.reason as Error);

  /** @param explain turns what a READ rejects with into the stream's error */
  constructor(
    files: FileProtocol,
    file: OpenFile,
    { start, end, windowBytes }: DownloadRange,
    signal: AbortSignal,
    explain: (error: unknown) => Error,
  ) {
    const requestBytes = Math.min(files.readBytes, windowBytes);
    super({ highWaterMark: requestBytes });
    this.#files = files;
    this.#file = file;
    this.#end = end;
    this.#requestBytes = requestBytes;
    this.#mostRequests = Math.floor(windowBytes / requestBytes);
    this.#signal = signal;
    this.#explain = explain;
    this.#asked = start;
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
    this.#files.closeFile(this.#file).catch(() => {});
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
      this.destroy(this.#explain(error));
    } finally {
      this.#delivering = false;
    }
  }

  #askAhead(): void {
    while (this.#underWay.length < this.#mostRequests && this.#asked < this.#end) {
      const length = Math.min(this.#requestBytes, this.#end - this.#asked);
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
      const position = start + length - missing;
      const { data, end } = await this.#files.read(this.#file, position, missing);
      pieces.push(data);
      missing -= data.length;
      if (missing > 0 && (end || data.length === 0)) throw cut(position + data.length, this.#end);
    }
    return pieces;
  }
}

function cut(at: number, end: number): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "same-session",
    message: `The file ended at byte ${at} while it was being read, before byte ${end}.`,
  });
}
