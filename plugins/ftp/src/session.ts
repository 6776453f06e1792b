import {
  capabilities,
  type Capabilities,
  type EntryInfo,
  type GetOptions,
  type ListedEntry,
  type LocationSession,
  type OperationOptions,
  type PutBody,
  type PutOptions,
} from "@holdfast/contract";
import { Readable } from "node:stream";
import type { ControlConnection } from "./control-connection.ts";
import { Download } from "./download.ts";
import { Entries } from "./entries.ts";
import { failure, replyError } from "./errors.ts";
import type { Features } from "./features.ts";
import { Listing } from "./listing.ts";
import type { PassiveMode } from "./passive-mode.ts";
import { isDone } from "./reply.ts";
import { beginTransfer } from "./transfer.ts";
import { Turns } from "./turns.ts";
import { Upload } from "./upload.ts";

/** Servers bound a command's line, at 4096 bytes and more; some end the session when it is longer. */
const longestPath = 4000;

/** Absolute directories on the server. */
export interface Directories {
  /** Where the login ended. */
  readonly login: string;
  /** The location's. */
  readonly location: string;
}

/** One FTP session. */
export class FtpSession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #control: ControlConnection;
  readonly #passive: PassiveMode;
  readonly #entries: Entries;
  readonly #listing: Listing;
  readonly #directory: string;
  readonly #turns = new Turns();

  constructor(
    control: ControlConnection,
    passive: PassiveMode,
    features: Features,
    directories: Directories,
  ) {
    this.#control = control;
    this.#passive = passive;
    this.#entries = new Entries(control, features, directories.login);
    this.#listing = new Listing(control, passive, this.#entries, features);
    this.#directory = directories.location;
    this.capabilities = capabilities({
      read: true,
      readFromOffset: features.has("REST STREAM"),
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      operationsPerSession: 1,
      sessions: 4,
    });
  }

  put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    return this.#turns.take(options.signal, () =>
      new Upload(this.#control, this.#passive, this.#entries, this.#at(path), body, options).run(),
    );
  }

  get(path: string, options: GetOptions): Promise<Readable> {
    const work = (): Promise<Readable> => this.#download(this.#at(path), options);
    return this.#turns.take(options.signal, work, async (stream) => {
      if (stream instanceof Download) await stream.settled;
    });
  }

  stat(path: string, { signal }: OperationOptions): Promise<EntryInfo | undefined> {
    return this.#turns.take(signal, () => this.#entries.find(this.#at(path)));
  }

  async *list(directory: string, { signal }: OperationOptions): AsyncGenerator<ListedEntry, void> {
    const at = this.#at(directory);
    // Read to its end first, so that a reader may use the session for what it finds.
    const found = await this.#turns.take(signal, () => this.#listing.of(at, signal));
    for (const entry of found) {
      signal.throwIfAborted();
      yield entry;
    }
  }

  remove(path: string, { signal }: OperationOptions): Promise<void> {
    return this.#turns.take(signal, () => this.#remove(this.#at(path)));
  }

  rename(from: string, to: string, { signal }: OperationOptions): Promise<void> {
    return this.#turns.take(signal, () => this.#rename(this.#at(from), this.#at(to)));
  }

  async freeSpace({ signal }: OperationOptions): Promise<number> {
    signal.throwIfAborted();
    throw failure("unsupported", "never", "FTP does not tell the free space.");
  }

  /**
   * Transfers the listing of the login's directory, to see that the server makes data connections.
   *
   * @throws LocationError; or the signal's reason
   */
  tryDataConnection(signal: AbortSignal): Promise<void> {
    return this.#turns.take(signal, () => this.#listing.try(signal));
  }

  async close(): Promise<void> {
    this.#control.fail(failure("connection-lost", "new-session", "The session was closed."));
  }

  #at(path: string): string {
    if (path === "") return this.#directory;
    const at = `${this.#directory === "/" ? "" : this.#directory}/${path}`;
    if (/ (\/|$)/.test(path))
      throw invalidName(path, "a name must not end with a space, which FTP servers may leave out");
    if (Buffer.byteLength(at) > longestPath)
      throw invalidName(path, `the path has more than ${longestPath} bytes`);
    return at;
  }

  async #download(path: string, { signal, offset = 0, length = Infinity }: GetOptions): Promise<Readable> {
    const size = await this.#entries.size(path);
    if (size === undefined)
      throw failure("not-found", "never", `Could not read ${path}: there is no such file.`);
    const start = Math.min(offset, size);
    const end = Math.min(offset + length, size);
    if (start > 0 && !this.capabilities.readFromOffset)
      throw failure("unsupported", "never", "The server cannot begin inside a file (REST STREAM).");
    if (start === end && size > 0) return Readable.from([], { objectMode: false });
    const begun = await beginTransfer(this.#control, this.#passive, `RETR ${path}`, signal, start);
    if ("refusal" in begun) throw replyError(begun.refusal, `read ${path}`, path, "forbidden");
    return new Download(
      this.#control,
      begun.transfer,
      { path, length: end - start, toEnd: end === size },
      signal,
    );
  }

  async #remove(path: string): Promise<void> {
    const doing = `remove ${path}`;
    const deleted = await this.#control.send(`DELE ${path}`);
    if (isDone(deleted)) return;
    const found = await this.#entries.find(path);
    if (found === undefined) return;
    if (found.kind !== "directory") throw replyError(deleted, doing, path, "forbidden");
    const removed = await this.#control.send(`RMD ${path}`);
    if (!isDone(removed)) throw replyError(removed, doing, path, "already-exists");
  }

  async #rename(from: string, to: string): Promise<void> {
    const doing = `rename ${from} to ${to}`;
    const named = await this.#control.send(`RNFR ${from}`);
    if (named.code !== 350) throw replyError(named, doing, from, "not-found");
    const renamed = await this.#control.send(`RNTO ${to}`);
    if (!isDone(renamed)) throw await this.#entries.refusal(renamed, doing, to);
  }
}

function invalidName(path: string, reason: string): Error {
  return failure("invalid-name", "never", `${JSON.stringify(path)}: ${reason}.`);
}
