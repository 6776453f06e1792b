import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type Capabilities,
  type EntryInfo,
  type GetOptions,
  type ListedEntry,
  LocationError,
  type LocationSession,
  type OperationOptions,
  type PutBody,
  type PutOptions,
} from "@holdfast/contract";
import type { MemoryServer } from "./memory-server.ts";
import { type MemoryNode, notFound } from "./memory-tree.ts";

const putPiece = 1024 * 1024;
const getPiece = 64 * 1024;
const mostListed = 100_000;

/** A session to a {@link MemoryServer}. Every operation yields between pieces, so that aborts arrive. */
export class MemorySession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #server: MemoryServer;
  readonly #directory: readonly string[];
  readonly #idleMs: number;
  readonly #end = new AbortController();
  readonly #forget: () => void;

  constructor(server: MemoryServer, directory: readonly string[], idleMs: number) {
    this.capabilities = server.capabilities;
    this.#server = server;
    this.#directory = directory;
    this.#idleMs = idleMs;
    this.#forget = server.onDisconnect(() => this.#end.abort(lost("The server cut the connection.")));
  }

  async put(path: string, { chunks }: PutBody, { signal, onProgress }: PutOptions): Promise<void> {
    await this.#turn(signal);
    this.#mayWrite();
    const stored: Uint8Array[] = [];
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += putPiece) {
        const piece = chunk.slice(at, at + putPiece);
        stored.push(piece);
        await this.#turn(signal);
        onProgress?.(piece.length);
      }
    }
    await this.#turn(signal);
    const content = Buffer.concat(stored);
    this.#server.tree.store(this.#locate(path), this.#server.kept(content));
    const kept = this.#find(path);
    if (kept?.kind !== "file" || kept.content.length !== content.length) {
      throw corrupt(`The server did not keep all of ${JSON.stringify(path)}.`);
    }
  }

  async get(path: string, { signal, offset = 0, length }: GetOptions): Promise<Readable> {
    this.#needs("read");
    if (offset > 0 || length !== undefined) this.#needs("readFromOffset");
    await this.#turn(signal);
    const file = this.#find(path);
    if (file?.kind !== "file") throw notFound(this.#locate(path));
    const end = length === undefined ? undefined : offset + length;
    const announced = file.content.subarray(offset, end);
    return Readable.from(this.#pieces(announced, signal), { objectMode: false });
  }

  async stat(path: string, { signal }: OperationOptions): Promise<EntryInfo | undefined> {
    this.#needs("read");
    await this.#turn(signal);
    const node = this.#find(path);
    return node && infoOf(node);
  }

  async *list(directory: string, { signal }: OperationOptions): AsyncGenerator<ListedEntry, void> {
    this.#needs("list");
    await this.#turn(signal);
    const node = this.#find(directory);
    if (node?.kind !== "directory") return;
    let listed = 0;
    for (const [name, entry] of this.#server.listing(node)) {
      signal.throwIfAborted();
      listed += 1;
      if (listed > mostListed) throw tooMuch(`The server lists more than ${mostListed} names.`);
      if (isListable(name)) yield { name, ...infoOf(entry) };
    }
  }

  async remove(path: string, { signal }: OperationOptions): Promise<void> {
    this.#needs("remove");
    await this.#turn(signal);
    this.#mayWrite();
    this.#server.tree.remove(this.#locate(path));
  }

  async rename(from: string, to: string, { signal }: OperationOptions): Promise<void> {
    this.#needs("atomicRename");
    await this.#turn(signal);
    this.#mayWrite();
    this.#server.tree.move(this.#locate(from), this.#locate(to));
  }

  async freeSpace({ signal }: OperationOptions): Promise<number> {
    this.#needs("freeSpace");
    await this.#turn(signal);
    return this.#server.tree.free;
  }

  close(): Promise<void> {
    this.#forget();
    this.#end.abort(lost("The session was closed."));
    return Promise.resolve();
  }

  async *#pieces(announced: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const sent = this.#server.sent(announced);
    for (let at = 0; at < sent.length; at += getPiece) {
      await this.#turn(signal);
      yield new Uint8Array(sent.subarray(at, at + getPiece));
    }
    if (sent.length !== announced.length) throw corrupt("The server sent less than the file has.");
  }

  /** Lets others run, then goes on when the operation was not aborted and the server answers. */
  async #turn(signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#end.signal]);
    ended.throwIfAborted();
    await nextTurn();
    ended.throwIfAborted();
    await this.#server.answered(ended, this.#idleMs);
  }

  #locate(path: string): readonly string[] {
    return [...this.#directory, ...path.split("/").filter(Boolean)];
  }

  #find(path: string): MemoryNode | undefined {
    return this.#server.tree.find(this.#locate(path));
  }

  #needs(capability: keyof Capabilities): void {
    if (this.capabilities[capability]) return;
    const message = `The server does not offer ${capability}.`;
    throw new LocationError({ code: "unsupported", retry: "never", message });
  }

  #mayWrite(): void {
    if (this.#server.settings.readOnly !== true) return;
    throw new LocationError({ code: "forbidden", retry: "never", message: "The server is read-only." });
  }
}

function infoOf(node: MemoryNode): EntryInfo {
  if (node.kind === "directory") return { kind: "directory" };
  return { kind: "file", size: node.content.length, modified: node.modified };
}

/** Names that no path may contain are not shown. */
function isListable(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[\p{Cc}/\\]/u.test(name);
}

function corrupt(message: string): LocationError {
  return new LocationError({ code: "corrupt", retry: "same-session", message });
}

function tooMuch(message: string): LocationError {
  return new LocationError({ code: "protocol", retry: "never", message });
}

function lost(message: string): LocationError {
  return new LocationError({ code: "connection-lost", retry: "new-session", message });
}
