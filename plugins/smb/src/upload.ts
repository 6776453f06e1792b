import type { PutBody, PutOptions } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { makeDirectories, parentOf } from "./directories.ts";
import { pathError } from "./errors.ts";
import type { SmbFile } from "./protocol/file.ts";
import { isStatus } from "./protocol/ntstatus.ts";
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
    const file = await this.#create(partialName(this.#path));
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
    await file.close();
  }

  async #create(path: string): Promise<SmbFile> {
    try {
      return await this.#tree.createFile(path);
    } catch (error) {
      const parent = parentOf(path);
      const isMissing = isStatus(error, "STATUS_OBJECT_PATH_NOT_FOUND", "STATUS_NOT_A_DIRECTORY");
      if (parent === undefined || !isMissing) throw error;
      await makeDirectories(this.#tree, parent);
      return this.#tree.createFile(path);
    }
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

/** A name beside the path that nothing else has. */
function partialName(path: string): string {
  const suffix = `part-${randomBytes(4).toString("hex")}`;
  const slash = path.lastIndexOf("/") + 1;
  const name = `${path.slice(slash)}.${suffix}`;
  return path.slice(0, slash) + (Buffer.byteLength(name) <= longestName ? name : suffix);
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
