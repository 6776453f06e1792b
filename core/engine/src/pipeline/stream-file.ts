import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ExtractSummary } from "../archive/extraction.ts";
import { failureFrom } from "../messages/holdfast-error.ts";
import type { StreamWriting, WritingOptions } from "./stream-writing.ts";

/** Restores what a command or a program wrote as one file, named after the part. */
export class StreamFile implements StreamWriting {
  readonly #path: string;
  readonly #fd: number;
  #size = 0;

  constructor({ target, part }: WritingOptions) {
    if (typeof target !== "string") throw new TypeError("a stream goes to one directory");
    this.#path = join(target, part);
    this.#fd = this.#guard(() => openSync(this.#path, "wx", 0o600));
  }

  write(bytes: Uint8Array): void {
    this.#guard(() => {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    });
    this.#size += bytes.length;
  }

  end(): ExtractSummary {
    this.#guard(() => {
      fsyncSync(this.#fd);
      closeSync(this.#fd);
    });
    const none = { directories: 0, links: 0, linksOutside: 0, problems: [], problemCount: 0 };
    return { ...none, files: 1, bytes: this.#size };
  }

  abandon(): void {
    closeSync(this.#fd);
    unlinkSync(this.#path);
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
      if (reason === "ENOSPC" || reason === "EDQUOT") {
        throw failureFrom(error, "holdfast.archive.no-space", this.#path);
      }
      throw failureFrom(error, "holdfast.archive.target-failed", this.#path, reason);
    }
  }
}
