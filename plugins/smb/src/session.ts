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
import { untilAborted } from "@holdfast/contract/peer";
import type { Readable } from "node:stream";
import { parentOf } from "./directories.ts";
import { Download } from "./download.ts";
import { operationError, pathError } from "./errors.ts";
import { listDirectory } from "./listing.ts";
import type { SmbClient } from "./protocol/client.ts";
import type { SmbFile } from "./protocol/file.ts";
import { remoteName } from "./protocol/names.ts";
import { isStatus, type NtStatusName } from "./protocol/ntstatus.ts";
import type { SmbTree } from "./protocol/tree.ts";
import type { SmbTarget } from "./target.ts";
import { readLimits, writeLimits } from "./transfer-limits.ts";
import { Upload } from "./upload.ts";

const absent = [
  "STATUS_NO_SUCH_FILE",
  "STATUS_OBJECT_NAME_NOT_FOUND",
  "STATUS_OBJECT_PATH_NOT_FOUND",
  "STATUS_DELETE_PENDING",
] as const satisfies readonly NtStatusName[];

/** One SMB session, connected to the location's share. */
export class SmbSession implements LocationSession {
  readonly capabilities: Capabilities = capabilities({
    read: true,
    readFromOffset: true,
    list: true,
    remove: true,
    atomicPut: true,
    atomicRename: true,
    freeSpace: true,
    operationsPerSession: 2,
    sessions: 4,
  });
  readonly #client: SmbClient;
  readonly #tree: SmbTree;
  readonly #target: SmbTarget;

  constructor(client: SmbClient, tree: SmbTree, target: SmbTarget) {
    this.#client = client;
    this.#tree = tree;
    this.#target = target;
  }

  put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    const at = this.#at(path);
    return this.#operation(`write ${at}`, options, () => {
      const limits = writeLimits(this.#client, this.#target);
      return new Upload(this.#tree, at, body, limits, options).run();
    });
  }

  get(path: string, options: GetOptions): Promise<Readable> {
    const at = this.#at(path);
    const doing = `read ${at}`;
    return this.#operation(doing, options, async () => {
      const { signal, offset = 0, length = Infinity } = options;
      const file = await this.#openFile(at, doing);
      const { size } = file.info;
      const range = { path: at, start: Math.min(offset, size), end: Math.min(offset + length, size) };
      return new Download(file, range, readLimits(this.#client, this.#target), signal);
    });
  }

  stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    const at = this.#at(path);
    return this.#operation(`look for ${at}`, options, async () => {
      const found = await this.#tree.open(at, "either", "attributes").catch(undefinedIfAbsent);
      if (found === undefined) return undefined;
      found.close().catch(() => {});
      const { kind, size, modified } = found.info;
      return { kind, ...(kind === "file" && { size }), ...(modified && { modified }) };
    });
  }

  list(directory: string, { signal }: OperationOptions): AsyncIterable<ListedEntry> {
    return listDirectory(this.#tree, this.#at(directory), signal);
  }

  remove(path: string, options: OperationOptions): Promise<void> {
    const at = this.#at(path);
    return this.#operation(`remove ${at}`, options, () =>
      this.#change(at, (file) => file.setDeletePending(true)).catch(undefinedIfAbsent),
    );
  }

  rename(from: string, to: string, options: OperationOptions): Promise<void> {
    const [old, wanted] = [this.#at(from), this.#at(to)];
    return this.#operation(`rename ${old} to ${wanted}`, options, () => {
      remoteName(wanted); // before anything is opened
      return this.#change(old, (file) => file.rename(wanted));
    });
  }

  freeSpace(options: OperationOptions): Promise<number> {
    return this.#operation("ask for the free space", options, () =>
      this.#spaceAround(this.#target.directory),
    );
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #at(path: string): string {
    const { directory } = this.#target;
    return path === "" || directory === "" ? `${directory}${path}` : `${directory}/${path}`;
  }

  async #operation<Value>(
    doing: string,
    { signal }: OperationOptions,
    work: () => Promise<Value>,
  ): Promise<Value> {
    signal.throwIfAborted();
    try {
      return await untilAborted(signal, work());
    } catch (error) {
      throw operationError(error, doing);
    }
  }

  async #openFile(path: string, doing: string): Promise<SmbFile> {
    try {
      return await this.#tree.open(path, "file", "read");
    } catch (error) {
      if (isStatus(error, "STATUS_FILE_IS_A_DIRECTORY"))
        throw pathError("not-found", doing, "it is not a file");
      throw error;
    }
  }

  async #change(path: string, change: (file: SmbFile) => Promise<void>): Promise<void> {
    const file = await this.#tree.openForChange(path, "either");
    try {
      await change(file);
    } finally {
      await file.close();
    }
  }

  /** The space of the file system that a path lies in or would lie in. */
  async #spaceAround(path: string): Promise<number> {
    try {
      const directory = await this.#tree.open(path, "either", "attributes");
      try {
        return await directory.availableBytes();
      } finally {
        directory.close().catch(() => {});
      }
    } catch (error) {
      const parent = parentOf(path);
      if (parent === undefined || !isStatus(error, ...absent)) throw error;
      return this.#spaceAround(parent);
    }
  }
}

function undefinedIfAbsent(error: unknown): undefined {
  if (!isStatus(error, ...absent)) throw error;
}
