import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { LocationError } from "@holdfast/contract";
import { locationErrorFrom } from "./errors.ts";

const longestRead = 1024 * 1024;

/** Which bytes a {@link FileStream} reads. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A range of an open file, which it closes. Errors when the file ends before the range does. */
export class FileStream extends Readable {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #range: Range;
  readonly #signal: AbortSignal;
  readonly #abort = (): void => void this.destroy(this.#signal.reason as Error);
  #at: number;

  constructor(handle: FileHandle, path: string, range: Range, signal: AbortSignal) {
    super({ highWaterMark: longestRead });
    this.#handle = handle;
    this.#path = path;
    this.#range = range;
    this.#at = range.start;
    this.#signal = signal;
    this.on("error", () => {}); // a stream that nobody reads any more must not end the process
    if (signal.aborted) this.#abort();
    else signal.addEventListener("abort", this.#abort, { once: true });
  }

  override _read(): void {
    const wanted = Math.min(this.#range.end - this.#at, longestRead);
    if (wanted <= 0) {
      this.push(null);
      return;
    }
    const buffer = Buffer.allocUnsafeSlow(wanted);
    this.#handle.read(buffer, 0, wanted, this.#at).then(
      ({ bytesRead }) => {
        if (this.destroyed) return;
        this.#at += bytesRead;
        if (bytesRead === 0) this.destroy(this.#cut());
        else this.push(buffer.subarray(0, bytesRead));
      },
      (error: unknown) => this.destroy(locationErrorFrom(error, "get", this.#path) as Error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#signal.removeEventListener("abort", this.#abort);
    const closed = this.#handle.close().catch(() => {}); // what was read is complete, whatever close says
    void closed.finally(() => callback(error));
  }

  #cut(): LocationError {
    return new LocationError({
      code: "corrupt",
      retry: "same-session",
      message: `${JSON.stringify(this.#path)} became shorter while it was read.`,
    });
  }
}
