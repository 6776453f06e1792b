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
import type { Readable } from "node:stream";
import { download } from "./download.ts";
import { pathError, statusError } from "./errors.ts";
import { checkNames, doing, type Operations, unsupported } from "./operations.ts";
import type { HttpClient } from "./protocol/http-client.ts";
import { isDirectoryRedirect } from "./protocol/redirect.ts";
import { pathBelow } from "./target.ts";
import { contentOf, upload } from "./upload.ts";

/** What was found out about a server without WebDAV. */
export interface BareTraits {
  /** Whether it answers GET and HEAD. */
  readonly read: boolean;
  /** Whether it has not said that it refuses ranges. */
  readonly ranges: boolean;
  readonly operations: number;
}

/** A session with a server that knows PUT, and mostly GET and HEAD, and not WebDAV. */
export class BareSession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #client: HttpClient;
  readonly #directory: string;
  readonly #operations: Operations;
  readonly #closeConnections: () => void;

  /** @param directory the location's path in URLs, with a slash at its end */
  constructor(
    client: HttpClient,
    directory: string,
    traits: BareTraits,
    operations: Operations,
    closeConnections: () => void,
  ) {
    this.#client = client;
    this.#directory = directory;
    this.#operations = operations;
    this.#closeConnections = closeConnections;
    this.capabilities = capabilities({
      read: traits.read,
      readFromOffset: traits.read && traits.ranges,
      operationsPerSession: traits.operations,
      sessions: 2,
    });
  }

  put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    const what = doing("write", path);
    return this.#operations.run(options.signal, async (signal) => {
      checkNames(path, what);
      const content = contentOf(body, options.onProgress);
      const refusal = await upload(this.#client, this.#at(path), content, signal);
      if (refusal !== undefined) throw statusError(refusal, what);
    });
  }

  async get(path: string, options: GetOptions): Promise<Readable> {
    const { offset = 0, length } = options;
    const { read, readFromOffset } = this.capabilities;
    if (!read) throw unsupported("answer GET and HEAD");
    if (!readFromOffset && (offset > 0 || length !== undefined)) throw unsupported("send ranges of files");
    return this.#operations.run(options.signal, (signal) =>
      download(this.#client, this.#at(path), { offset, length }, doing("read", path), signal),
    );
  }

  async stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    if (!this.capabilities.read) throw unsupported("answer GET and HEAD");
    return this.#operations.run(options.signal, (signal) => this.#find(path, signal));
  }

  // eslint-disable-next-line require-yield -- it lists nothing
  async *list(): AsyncGenerator<ListedEntry, void> {
    throw unsupported("list directories");
  }

  remove(): Promise<void> {
    return Promise.reject(unsupported("remove files"));
  }

  rename(): Promise<void> {
    return Promise.reject(unsupported("rename files"));
  }

  freeSpace(): Promise<number> {
    return Promise.reject(unsupported("tell its free space"));
  }

  async close(): Promise<void> {
    this.#operations.close();
    this.#closeConnections();
  }

  #at(path: string): string {
    return pathBelow(this.#directory, path);
  }

  async #find(path: string, signal: AbortSignal): Promise<EntryInfo | undefined> {
    const what = doing("look for", path);
    const answer = await this.#client.send({ method: "HEAD", path: this.#at(path) }, signal);
    await answer.discard();
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (isDirectoryRedirect(this.#client.server, answer)) return { kind: "directory" };
    // Many servers forbid to look at a directory's page.
    if (path === "" && (answer.status === 200 || answer.status === 403)) return { kind: "directory" };
    if (answer.status !== 200) throw statusError(answer, what);
    const size = answer.length;
    if (size === undefined) throw pathError("unsupported", what, "the server does not tell its size");
    const modified = new Date(answer.headers["last-modified"] ?? NaN);
    return { kind: "file", size, ...(!Number.isNaN(modified.getTime()) && { modified }) };
  }
}
