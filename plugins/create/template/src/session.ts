import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  capabilities,
  type EntryInfo,
  type GetOptions,
  type ListedEntry,
  type LocationSession,
  type OperationOptions,
  type PutBody,
  type PutOptions,
} from "@holdfast/contract";
import { refusal } from "./errors.ts";
import { ShelfServer } from "./server.ts";
import type { ShelfTarget } from "./target.ts";

/** In this process there is one server, as there is one at the other end of a cable. */
const server = new ShelfServer();

/** How much is moved between two looks at the signals. */
const pieceBytes = 256 * 1024;

/** A session of location type SHELF. */
export class ShelfSession implements LocationSession {
  /** Whatever is not named here is off, and Holdfast does without it. */
  readonly capabilities = capabilities({
    read: true,
    readFromOffset: true,
    list: true,
    remove: true,
    atomicPut: true,
    atomicRename: true,
    operationsPerSession: 4,
    sessions: 4,
  });
  readonly #directory: string;
  readonly #end = new AbortController();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Connects and logs in. @throws LocationError; or the signal's reason */
  static async open({ directory }: ShelfTarget, signal: AbortSignal): Promise<ShelfSession> {
    signal.throwIfAborted();
    return new ShelfSession(directory);
  }

  async put(path: string, { chunks }: PutBody, { signal, onProgress }: PutOptions): Promise<void> {
    await this.#turn(signal);
    const taken: Uint8Array[] = [];
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        // A copy: the chunk's memory is used again once the put has ended.
        const piece = chunk.slice(at, at + pieceBytes);
        taken.push(piece);
        onProgress?.(piece.length);
        await this.#turn(signal);
      }
    }
    await server.store(this.#place(path), Buffer.concat(taken));
  }

  async get(path: string, { signal, offset = 0, length = Infinity }: GetOptions): Promise<Readable> {
    await this.#turn(signal);
    const content = await server.load(this.#place(path));
    if (content === undefined) throw refusal("not-found", `There is no file ${path}.`);
    return Readable.from(this.#pieces(content.subarray(offset, offset + length), signal), {
      objectMode: false,
    });
  }

  async stat(path: string, { signal }: OperationOptions): Promise<EntryInfo | undefined> {
    await this.#turn(signal);
    const place = this.#place(path);
    const content = await server.load(place);
    if (content !== undefined) return { kind: "file", size: content.length };
    return (await server.isDirectory(place)) ? { kind: "directory" } : undefined;
  }

  async *list(directory: string, { signal }: OperationOptions): AsyncGenerator<ListedEntry, void> {
    await this.#turn(signal);
    for (const [name, size] of await server.list(this.#place(directory))) {
      await this.#turn(signal);
      yield size === undefined ? { name, kind: "directory" } : { name, kind: "file", size };
    }
  }

  async remove(path: string, { signal }: OperationOptions): Promise<void> {
    await this.#turn(signal);
    await server.delete(this.#place(path));
  }

  async rename(from: string, to: string, { signal }: OperationOptions): Promise<void> {
    await this.#turn(signal);
    await server.move(this.#place(from), this.#place(to));
  }

  async freeSpace(): Promise<number> {
    throw refusal("unsupported", "A SHELF location does not tell its free space.");
  }

  close(): Promise<void> {
    this.#end.abort(refusal("connection-lost", "The session was closed.", "new-session"));
    return Promise.resolve();
  }

  #place(path: string): string {
    return path === "" ? this.#directory : `${this.#directory}/${path}`;
  }

  async *#pieces(content: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    for (let at = 0; at < content.length; at += pieceBytes) {
      await this.#turn(signal);
      yield content.slice(at, at + pieceBytes);
    }
  }

  /** Lets others run, and ends what was aborted or whose session was closed. */
  async #turn(signal: AbortSignal): Promise<void> {
    await nextTurn();
    signal.throwIfAborted();
    this.#end.signal.throwIfAborted();
  }
}
