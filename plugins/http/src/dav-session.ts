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
import { Collections, parentOf } from "./dav/collections.ts";
import { infoOf, listCollection, membersOf } from "./dav/listing.ts";
import { AtomicUpload } from "./dav/atomic-upload.ts";
import { moveFile, overwriteFor } from "./dav/move.ts";
import { findResource } from "./dav/propfind.ts";
import { download } from "./download.ts";
import { pathError, statusError } from "./errors.ts";
import { checkNames, doing, type Operations, unsupported } from "./operations.ts";
import type { HttpClient } from "./protocol/http-client.ts";
import { pathBelow } from "./target.ts";
import { contentOf } from "./upload.ts";

/** What was found out about a WebDAV server. */
export interface DavTraits {
  /** Whether it tells the free space (RFC 4331). */
  readonly quota: boolean;
  /** Whether its listings leave out names that begin with a dot. */
  readonly hidesDotFiles: boolean;
  readonly operations: number;
}

/** A session with a WebDAV server (RFC 4918). */
export class DavSession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #client: HttpClient;
  readonly #directory: string;
  readonly #operations: Operations;
  readonly #collections: Collections;
  readonly #hidesDotFiles: boolean;
  readonly #closeConnections: () => void;

  /** @param directory the location's path in URLs, with a slash at its end */
  constructor(
    client: HttpClient,
    directory: string,
    traits: DavTraits,
    operations: Operations,
    closeConnections: () => void,
  ) {
    this.#client = client;
    this.#directory = directory;
    this.#operations = operations;
    this.#collections = new Collections(client, operations.end);
    this.#hidesDotFiles = traits.hidesDotFiles;
    this.#closeConnections = closeConnections;
    this.capabilities = capabilities({
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: true,
      atomicRename: true,
      freeSpace: traits.quota,
      operationsPerSession: traits.operations,
      sessions: 2,
    });
  }

  put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    const at = this.#at(path);
    const what = doing("write", path);
    return this.#operations.run(options.signal, async (signal) => {
      checkNames(path, what);
      if (this.#hidesDotFiles && /(^|\/)\.[^/]*$/.test(path))
        throw pathError("invalid-name", what, "the server does not list names that begin with a dot");
      const content = contentOf(body, options.onProgress);
      const upload = new AtomicUpload(this.#client, this.#collections, at, content, what, signal);
      await upload.run(this.#operations.end);
    });
  }

  get(path: string, options: GetOptions): Promise<Readable> {
    const { offset = 0, length } = options;
    return this.#operations.run(options.signal, (signal) =>
      download(this.#client, this.#at(path), { offset, length }, doing("read", path), signal),
    );
  }

  stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    return this.#operations.run(options.signal, async (signal) => {
      const found = await findResource(this.#client, this.#at(path), doing("look for", path), signal);
      return found && infoOf(found);
    });
  }

  async *list(directory: string, options: OperationOptions): AsyncGenerator<ListedEntry, void> {
    const signal = this.#operations.signalFor(options.signal);
    signal.throwIfAborted();
    const at = directory === "" ? this.#directory : `${this.#at(directory)}/`;
    yield* listCollection(this.#client, at, doing("list", directory), signal);
  }

  remove(path: string, options: OperationOptions): Promise<void> {
    const at = this.#at(path);
    const what = doing("remove", path);
    return this.#operations.run(options.signal, async (signal) => {
      const kind = await this.#removableKind(at, what, signal);
      if (kind === "directory") this.#collections.forget(`${at}/`);
      if (kind !== "absent") await this.#delete(kind === "directory" ? `${at}/` : at, what, signal);
    });
  }

  rename(from: string, to: string, options: OperationOptions): Promise<void> {
    const [old, wanted] = [this.#at(from), this.#at(to)];
    const what = doing("rename", `${from} to ${to}`);
    return this.#operations.run(options.signal, async (signal) => {
      const overwrite = await overwriteFor(this.#client, wanted, what, signal);
      await moveFile(this.#client, old, wanted, overwrite, what, signal);
    });
  }

  freeSpace(options: OperationOptions): Promise<number> {
    return this.#operations.run(options.signal, (signal) => this.#quotaAround(this.#directory, signal));
  }

  async close(): Promise<void> {
    this.#operations.close();
    this.#closeConnections();
  }

  #at(path: string): string {
    return pathBelow(this.#directory, path);
  }

  /** DELETE would remove a directory with all that is in it (RFC 4918 §9.6.1). */
  async #removableKind(
    at: string,
    what: string,
    signal: AbortSignal,
  ): Promise<"file" | "directory" | "absent"> {
    let kind: "file" | "directory" | "absent" = "absent";
    for await (const members of membersOf(this.#client, at, what, signal)) {
      for (const { name, resource } of members) {
        if (name !== undefined) throw pathError("already-exists", what, "the directory is not empty");
        if (!resource.isCollection) return "file";
        kind = "directory";
      }
    }
    return kind;
  }

  async #delete(path: string, what: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#client.send({ method: "DELETE", path }, signal);
    await answer.discard();
    if (![200, 204, 404, 410].includes(answer.status)) throw statusError(answer, what);
  }

  /** The quota of the nearest collection that exists. */
  async #quotaAround(directory: string, signal: AbortSignal): Promise<number> {
    const found = await findResource(this.#client, directory, "ask for the free space", signal);
    const parent = parentOf(directory);
    if (found === undefined && parent !== undefined) return this.#quotaAround(parent, signal);
    if (found?.quotaAvailable === undefined) throw unsupported("tell its free space");
    return found.quotaAvailable;
  }
}
