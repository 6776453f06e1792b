import { LocationError, type PutBody, type PutOptions } from "@holdfast/contract";
import { makeDirectories, parentOf } from "./directories.ts";
import { pathError } from "./errors.ts";
import { partialName } from "./partial-name.ts";
import type { Handle, SftpClient } from "./protocol/sftp-client.ts";
import { isStatus, statusCode } from "./protocol/status.ts";
import type { TransferLimits } from "./transfer-limits.ts";

/**
 * Stores one file. Where the server can replace a file by renaming, it is written
 * as `<name>.part-<random>` first; elsewhere straight to its name. What is left of
 * an upload that failed is removed.
 */
export class Upload {
  readonly #client: SftpClient;
  readonly #path: string;
  readonly #body: PutBody;
  readonly #limits: TransferLimits;
  readonly #options: PutOptions;

  constructor(client: SftpClient, path: string, body: PutBody, limits: TransferLimits, options: PutOptions) {
    this.#client = client;
    this.#path = path;
    this.#body = body;
    this.#limits = limits;
    this.#options = options;
  }

  /** @throws StatusError, LocationError; or the signal's reason */
  async run(): Promise<void> {
    const replaces = this.#client.offers("posix-rename@openssh.com");
    const written = replaces ? partialName(this.#path) : this.#path;
    const file = await this.#create(written).catch(async (error: unknown) => {
      throw await this.#explained(error);
    });
    try {
      await this.#fill(file);
      if (replaces) await this.#publish(written);
    } catch (error) {
      // Asked first, because the removal gives room back.
      const explained = this.#explained(error);
      this.#client.removeFile(written).catch(() => {});
      throw await explained;
    }
  }

  async #create(path: string): Promise<Handle> {
    try {
      return await this.#client.create(path);
    } catch (error) {
      const parent = parentOf(path);
      if (parent === undefined || !isStatus(error, statusCode.noSuchFile, statusCode.noSuchPath)) throw error;
      await makeDirectories(this.#client, parent);
      return this.#client.create(path);
    }
  }

  async #fill(file: Handle): Promise<void> {
    try {
      await this.#write(file);
      if (this.#client.offers("fsync@openssh.com")) await this.#client.fsync(file);
      this.#options.signal.throwIfAborted();
    } catch (error) {
      this.#client.close(file).catch(() => {});
      throw error;
    }
    await this.#client.close(file);
  }

  async #write(file: Handle): Promise<void> {
    const { signal, onProgress } = this.#options;
    const underWay: Promise<void>[] = [];
    let position = 0;
    for (const data of requestData(this.#body.chunks, this.#limits.bytes)) {
      if (underWay.length === this.#limits.requests) await underWay.shift();
      signal.throwIfAborted();
      const length = data.reduce((total, piece) => total + piece.length, 0);
      const written = this.#client.write(file, position, data).then(() => onProgress?.(length));
      // When one fails, the others are not awaited any more.
      written.catch(() => {});
      underWay.push(written);
      position += length;
    }
    await Promise.all(underWay);
  }

  async #publish(written: string): Promise<void> {
    try {
      await this.#client.posixRename(written, this.#path);
    } catch (error) {
      if (!isStatus(error, statusCode.failure)) throw error;
      const found = await this.#client.stat(this.#path).catch(() => undefined);
      if (found?.kind !== "directory") throw error;
      throw pathError("already-exists", `write ${this.#path}`, "a directory is in its place");
    }
  }

  /** OpenSSH reports a full disk as a mere failure; the file system knows better. */
  async #explained(error: unknown): Promise<unknown> {
    if (!isStatus(error, statusCode.failure) || !this.#client.offers("statvfs@openssh.com")) return error;
    const space = await this.#client.statvfs(parentOf(this.#path) ?? ".").catch(() => undefined);
    if (space === undefined || (space.bytes >= BigInt(this.#body.size) && space.files !== 0n)) return error;
    return new LocationError({
      code: "no-space",
      retry: "never",
      message: `Could not write ${this.#path}: the file system is full, ${space.bytes} bytes are left.`,
      cause: error,
    });
  }
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
