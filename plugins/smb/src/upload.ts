import { LocationError, type PutBody, type PutOptions } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { belowDirectories } from "./directories.ts";
import { pathError } from "./errors.ts";
import type { SmbFile } from "./protocol/file.ts";
import type { SmbTree } from "./protocol/tree.ts";
import type { TransferLimits } from "./transfer-limits.ts";

/** NAME_MAX of the file systems below most servers, in bytes. */
const longestName = 255;

/**
 * Stores one file: written as `<name>.part-<random>`, flushed, then renamed. What is
 * left of an upload that failed is removed.
 */
export class Upload {
  readonly #tree: SmbTree;
  readonly #path: string;
  readonly #body: PutBody;
  readonly #limits: TransferLimits;
  readonly #options: PutOptions;

  constructor(tree: SmbTree, path: string, body: PutBody, limits: TransferLimits, options: PutOptions) {
    this.#tree = tree;
    this.#path = path;
    this.#body = body;
    this.#limits = limits;
    this.#options = options;
  }

  /** @throws SmbStatusError, LocationError; or the signal's reason */
  async run(): Promise<void> {
    const part = partialName(this.#path);
    const file = await belowDirectories(this.#tree, part, (path) => this.#tree.createFile(path));
    try {
      await this.#write(file);
      await file.flush();
      this.#options.signal.throwIfAborted();
      await this.#publish(file);
    } catch (error) {
      // Both are under way at once, so that they reach the server also when nobody waits for this any more.
      await Promise.allSettled([file.setDeletePending(true), file.close()]);
      throw error;
    }
    const kept = await file.close();
    if (kept !== undefined && kept !== this.#body.size) throw keptLess(this.#path, kept, this.#body.size);
  }

  async #write(file: SmbFile): Promise<void> {
    const { signal, onProgress } = this.#options;
    const underWay: Promise<void>[] = [];
    let position = 0;
    for (const data of requestData(this.#body.chunks, this.#limits.bytes)) {
      if (underWay.length === this.#limits.requests) await underWay.shift();
      signal.throwIfAborted();
      const length = data.reduce((total, piece) => total + piece.length, 0);
      const written = file.write(position, data).then(() => onProgress?.(length));
      // When one fails, the others are not awaited any more.
      written.catch(() => {});
      underWay.push(written);
      position += length;
    }
    await Promise.all(underWay);
  }

  async #publish(file: SmbFile): Promise<void> {
    try {
      await file.rename(this.#path);
    } catch (error) {
      // Servers refuse a directory in the file's place with various statuses.
      if (await this.#isDirectory()) {
        throw pathError("already-exists", `write ${this.#path}`, "a directory is in its place");
      }
      throw error;
    }
  }

  async #isDirectory(): Promise<boolean> {
    const found = await this.#tree.open(this.#path, "directory", "attributes").catch(() => undefined);
    await found?.close();
    return found !== undefined;
  }
}

function keptLess(path: string, kept: number, size: number): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "same-session",
    message: `Could not write ${path}: the server has kept ${kept} bytes of ${size}, although it confirmed them all.`,
  });
}

/**
 * A name beside the path that nothing else has. One that would be too long loses its
 * end, and not more: a server that does not take the name says so before it gets the data.
 */
function partialName(path: string): string {
  const suffix = `.part-${randomBytes(4).toString("hex")}`;
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  const isShort = Buffer.byteLength(name + suffix) <= longestName;
  const kept = isShort ? name : name.slice(0, -suffix.length).toWellFormed();
  return path.slice(0, slash) + kept + suffix;
}

/** Cuts the chunks into lists of pieces, each list as long as one request may be. */
function* requestData(chunks: readonly Uint8Array[], bytes: number): Generator<readonly Uint8Array[]> {
  let pieces: Uint8Array[] = [];
  let room = bytes;
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length;) {
      const piece = chunk.subarray(start, start + room);
      pieces.push(piece);
      start += piece.length;
      room -= piece.length;
      if (room > 0) continue;
      yield pieces;
      pieces = [];
      room = bytes;
    }
  }
  if (pieces.length > 0) yield pieces;
}
