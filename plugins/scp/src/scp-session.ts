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
import { pathBelow } from "@holdfast/location-sftp/ssh";
import type { Readable } from "node:stream";
import type { CommandHost } from "./command-host.ts";
import { download } from "./download.ts";
import { upload } from "./upload.ts";

/** Does what `scp` cannot, parts of files included, on the same connection. */
export type Companion = Omit<LocationSession, "put">;

/** Moves whole files by `scp`, and leaves everything else to a companion. */
export class ScpSession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #host: CommandHost;
  readonly #directory: string;
  readonly #companion: Companion;

  /** @param directory the location's directory, absolute or relative to the user's home */
  constructor(host: CommandHost, directory: string, companion: Companion) {
    this.#host = host;
    this.#directory = directory;
    this.#companion = companion;
    // Dropbear 2022.83 fails to start a command while another one of the same connection ends.
    this.capabilities = capabilities({
      ...companion.capabilities,
      atomicPut: true,
      operationsPerSession: 1,
    });
  }

  put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    return upload(this.#host, pathBelow(this.#directory, path), body, options);
  }

  get(path: string, options: GetOptions): Promise<Readable> {
    const isWhole = (options.offset ?? 0) === 0 && options.length === undefined;
    if (!isWhole) return this.#companion.get(path, options);
    return download(this.#host, pathBelow(this.#directory, path), options.signal);
  }

  stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    return this.#companion.stat(path, options);
  }

  list(directory: string, options: OperationOptions): AsyncIterable<ListedEntry> {
    return this.#companion.list(directory, options);
  }

  remove(path: string, options: OperationOptions): Promise<void> {
    return this.#companion.remove(path, options);
  }

  rename(from: string, to: string, options: OperationOptions): Promise<void> {
    return this.#companion.rename(from, to, options);
  }

  freeSpace(options: OperationOptions): Promise<number> {
    return this.#companion.freeSpace(options);
  }

  close(): Promise<void> {
    return this.#companion.close();
  }
}
