import {
  capabilities,
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
import { untilAborted } from "@holdfast/contract/peer";
import type { Readable } from "node:stream";
import { BodyBytes } from "../files/body-bytes.ts";
import { Download } from "../files/download.ts";
import type { FileHandle, FileProtocol } from "../files/file-protocol.ts";
import { entryInfo, listDirectory } from "../files/listing.ts";
import { directoryAt, lookupIfThere, makeDirectories, namesOf, reach } from "../files/path.ts";
import { Upload } from "../files/upload.ts";
import { isStatus } from "../nfs-status.ts";
import type { Mounted } from "./mounted.ts";
import { type Caller, operationError } from "./operation-error.ts";

/** One session with an NFS server. Paths are relative to the directory that it was opened for. */
export class NfsClient implements LocationSession {
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
  readonly #files: FileProtocol;
  readonly #base: FileHandle;
  readonly #below: readonly string[];
  readonly #caller: Caller;
  readonly #windowBytes: number;

  /** @param windowBytes data that one put or get has under way */
  constructor({ files, base, below, caller }: Mounted, windowBytes: number) {
    this.#files = files;
    this.#base = base;
    this.#below = below;
    this.#caller = caller;
    this.#windowBytes = windowBytes;
  }

  /** The version of NFS that is spoken. */
  get version(): "3" | "4.1" {
    return this.#files.version;
  }

  async put(path: string, { size, chunks }: PutBody, options: PutOptions): Promise<void> {
    options.signal.throwIfAborted();
    const { directory: names, name } = this.#split(path);
    const body = new BodyBytes(chunks);
    try {
      if (body.size !== size) throw wrongSize(path, size, body.size);
      const directory = await untilAborted(options.signal, makeDirectories(this.#files, this.#base, names));
      await new Upload(this.#files, body, this.#windowBytes, options).run(directory, name);
    } catch (error) {
      throw this.#explained(error, `write ${path}`);
    }
  }

  get(path: string, options: GetOptions): Promise<Readable> {
    const doing = `read ${path}`;
    return this.#operation(doing, options, async () => {
      const { signal, offset = 0, length = Infinity } = options;
      const { directory: names, name } = this.#split(path);
      const directory = await directoryAt(this.#files, this.#base, names);
      const { attributes } = await this.#files.lookup(directory, name);
      if (attributes.kind !== "file") throw noFile(path);
      const file = await this.#files.open(directory, name);
      const range = {
        start: Math.min(offset, attributes.size),
        end: Math.min(offset + length, attributes.size),
        windowBytes: this.#windowBytes,
      };
      const explain = (error: unknown): Error => this.#explained(error, doing) as Error;
      return new Download(this.#files, file, range, signal, explain);
    });
  }

  stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    return this.#operation(`look for ${path}`, options, async () => {
      const attributes = await this.#attributesOf(path).catch(undefinedIfAbsent);
      return attributes === undefined ? undefined : entryInfo(attributes);
    });
  }

  list(directory: string, { signal }: OperationOptions): AsyncIterable<ListedEntry> {
    const names = [...this.#below, ...namesOf(directory)];
    const explain = (error: unknown): unknown => this.#explained(error, `list ${directory}`);
    return listDirectory(this.#files, () => directoryAt(this.#files, this.#base, names), signal, explain);
  }

  remove(path: string, options: OperationOptions): Promise<void> {
    return this.#operation(`remove ${path}`, options, () => this.#remove(path).catch(undefinedIfAbsent));
  }

  rename(from: string, to: string, options: OperationOptions): Promise<void> {
    return this.#operation(`rename ${from} to ${to}`, options, async () => {
      const [old, wanted] = [this.#split(from), this.#split(to)];
      const oldDirectory = await directoryAt(this.#files, this.#base, old.directory);
      const newDirectory = await directoryAt(this.#files, this.#base, wanted.directory);
      await this.#files.rename(oldDirectory, old.name, newDirectory, wanted.name);
    });
  }

  freeSpace(options: OperationOptions): Promise<number> {
    return this.#operation("ask for the free space", options, async () => {
      const { directory } = await reach(this.#files, this.#base, this.#below);
      return Number(await this.#files.availableBytes(directory));
    });
  }

  close(): Promise<void> {
    return this.#files.close();
  }

  /** Where a path lies: the names of its directory, from the base on, and its own. */
  #split(path: string): { readonly directory: readonly string[]; readonly name: string } {
    const names = [...this.#below, ...namesOf(path)];
    const name = names.at(-1);
    if (name === undefined) throw noFile(path);
    return { directory: names.slice(0, -1), name };
  }

  async #attributesOf(path: string): ReturnType<FileProtocol["getAttributes"]> {
    const names = [...this.#below, ...namesOf(path)];
    const name = names.pop();
    const directory = await directoryAt(this.#files, this.#base, names);
    if (name === undefined) return this.#files.getAttributes(directory);
    return (await this.#files.lookup(directory, name)).attributes;
  }

  async #remove(path: string): Promise<void> {
    const { directory: names, name } = this.#split(path);
    const directory = await directoryAt(this.#files, this.#base, names);
    const found = await lookupIfThere(this.#files, directory, name);
    if (found === undefined) return;
    if (found.attributes.kind === "directory") await this.#files.removeDirectory(directory, name);
    else await this.#files.removeFile(directory, name);
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
      throw this.#explained(error, doing);
    }
  }

  #explained(error: unknown, doing: string): unknown {
    return operationError(error, doing, this.#caller);
  }
}

function undefinedIfAbsent(error: unknown): undefined {
  if (!isStatus(error, "NOENT", "NOTDIR")) throw error;
}

function noFile(path: string): LocationError {
  return new LocationError({
    code: "not-found",
    retry: "never",
    message: `${path === "" ? "The location's directory" : path} is not a file.`,
  });
}

function wrongSize(path: string, size: number, given: number): LocationError {
  return new LocationError({
    code: "unexpected",
    retry: "never",
    message: `Could not write ${path}: its size was said to be ${size} bytes, and ${given} were given.`,
  });
}
