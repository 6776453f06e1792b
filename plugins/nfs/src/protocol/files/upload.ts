import { LocationError, type PutOptions } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { protocolError } from "../protocol-error.ts";
import type { BodyBytes } from "./body-bytes.ts";
import type { FileHandle, FileProtocol, OpenFile, WriteResult } from "./file-protocol.ts";
import { newEntry } from "./new-entry.ts";
import { patiently } from "./patience.ts";

/** NAME_MAX of the usual file systems, in bytes. */
const longestName = 255;
/** What is sent between two COMMITs, and again when the server has lost it. */
const commitBytes = 32 * 1024 * 1024;
/** How often a server may lose what it was sent. */
const mostLosses = 3;
/** How long a put that has failed waits for its traces to be removed. */
const cleanupMilliseconds = 500;

/**
 * Stores one file: writes it as `<name>.part-<random>`, has it committed, then
 * renames it. Several WRITEs are under way at a time.
 */
export class Upload {
  readonly #files: FileProtocol;
  readonly #body: BodyBytes;
  readonly #windowBytes: number;
  readonly #options: PutOptions;
  #hasFailed = false;

  /** @param windowBytes data that may be under way */
  constructor(files: FileProtocol, body: BodyBytes, windowBytes: number, options: PutOptions) {
    this.#files = files;
    this.#body = body;
    this.#windowBytes = windowBytes;
    this.#options = options;
  }

  /**
   * Resolves when the server has the whole file on stable storage and under its
   * name. Whichever way it ends, the body's memory is not used afterwards.
   *
   * @throws NfsStatusError, LocationError; or the signal's reason
   */
  async run(directory: FileHandle, name: string): Promise<void> {
    const part = partialName(name);
    const creating = newEntry(this.#files, directory, () => this.#files.create(directory, part));
    try {
      const file = await this.#orAbort(creating);
      await this.#fill(file);
      await this.#checkSize(file);
      await this.#orAbort(this.#files.closeFile(file));
      await this.#orAbort(this.#files.rename(directory, part, directory, name));
    } catch (error) {
      this.#hasFailed = true;
      const cleanup = this.#removePart(creating, directory, part);
      await Promise.race([cleanup, delay(cleanupMilliseconds, undefined, { ref: false })]);
      await this.#files.release();
      throw error;
    }
  }

  async #fill(file: OpenFile): Promise<void> {
    const { size } = this.#body;
    for (let start = 0; start < size; start += commitBytes) {
      await this.#store(file, start, Math.min(start + commitBytes, size));
    }
  }

  /** A server that calls a file done and has kept less of it shows by its size. */
  async #checkSize(file: OpenFile): Promise<void> {
    const { size } = await this.#orAbort(this.#files.getAttributes(file.handle));
    if (size !== this.#body.size) throw otherSize(this.#body.size, size);
  }

  /** Writes a range until the server has it on stable storage. */
  async #store(file: OpenFile, start: number, end: number): Promise<void> {
    for (let losses = 0; losses < mostLosses; losses++) {
      const isFirst = losses === 0;
      const results = await this.#send(file, start, end, isFirst);
      const unstable = results.filter(({ isStable }) => !isStable);
      if (unstable.length === 0) return;
      const committed = await this.#orAbort(this.#files.commit(file));
      // Another verifier tells that the server was restarted in between, and may have lost what it had in memory.
      if (unstable.every(({ verifier }) => verifier.equals(committed))) return;
    }
    throw lostAgain();
  }

  async #send(file: OpenFile, start: number, end: number, isFirst: boolean): Promise<WriteResult[]> {
    const { writeBytes } = this.#files;
    const length = Math.min(writeBytes, this.#windowBytes);
    const requests = Math.floor(this.#windowBytes / length);
    const results: WriteResult[] = [];
    const underWay: Promise<void>[] = [];
    for (let position = start; position < end; position += length) {
      if (underWay.length === requests) await this.#orAbort(underWay.shift() as Promise<void>);
      const last = Math.min(position + length, end);
      const written = this.#write(file, position, last).then((done) => {
        results.push(...done);
        if (isFirst && !this.#hasFailed) this.#options.onProgress?.(last - position);
      });
      // When one fails, the others are not awaited any more.
      written.catch(() => {});
      underWay.push(written);
    }
    await this.#orAbort(Promise.all(underWay));
    return results;
  }

  /** Servers may take less than they were sent. */
  async #write(file: OpenFile, start: number, end: number): Promise<readonly WriteResult[]> {
    const result = await patiently(() => {
      if (this.#hasFailed) throw new Error("The put has ended.");
      return this.#files.write(file, start, this.#body.slices(start, end));
    });
    if (result.count === end - start) return [result];
    if (result.count === 0) throw protocolError("The server has taken no byte of a WRITE.");
    return [result, ...(await this.#write(file, start + result.count, end))];
  }

  async #removePart(creating: Promise<OpenFile>, directory: FileHandle, part: string): Promise<void> {
    try {
      await this.#files.closeFile(await creating);
    } catch {
      // Whether it was closed or made at all: what has the name has to go.
    }
    await this.#files.removeFile(directory, part).catch(() => {});
  }

  #orAbort<Value>(promise: Promise<Value>): Promise<Value> {
    return untilAborted(this.#options.signal, promise);
  }
}

/** A name that nothing else has. */
function partialName(name: string): string {
  const suffix = `part-${randomBytes(4).toString("hex")}`;
  const whole = `${name}.${suffix}`;
  return Buffer.byteLength(whole) <= longestName ? whole : suffix;
}

function otherSize(sent: number, kept: number): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "same-session",
    message: `The server was sent ${sent} bytes of a file, called them stored, and has ${kept}.`,
  });
}

function lostAgain(): LocationError {
  return new LocationError({
    code: "unexpected",
    retry: "new-session",
    message: `The server was restarted ${mostLosses} times before it had stored what it was sent.`,
  });
}
