import { constants, type Dirent, type Stats } from "node:fs";
import { type FileHandle, lstat, open, opendir, rename, rmdir, stat, statfs, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import {
  type Capabilities,
  capabilities,
  type EntryInfo,
  type GetOptions,
  type ListedEntry,
  LocationError,
  type LocationSession,
  type OperationOptions,
  type PutBody,
  type PutOptions,
} from "@holdfast/contract";
import { absent, followsLink, locate, syncDirectory } from "./directories.ts";
import { errnoOf, locationErrorFrom } from "./errors.ts";
import { FileStream } from "./file-stream.ts";
import type { FileTarget } from "./target.ts";
import { isTemporary, removeLeftovers, TemporaryFile } from "./temporary-file.ts";
import { untilAborted } from "./until-aborted.ts";

const everything = capabilities({
  read: true,
  readFromOffset: true,
  list: true,
  remove: true,
  atomicPut: true,
  atomicRename: true,
  freeSpace: true,
  operationsPerSession: 4,
});

/** Works in a directory of this machine. */
export class FileSession implements LocationSession {
  readonly capabilities: Capabilities = everything;
  readonly #directory: string;
  readonly #end = new AbortController();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Checks that the location is a directory, or absent. @throws LocationError */
  static async open({ directory }: FileTarget, signal: AbortSignal): Promise<FileSession> {
    try {
      signal.throwIfAborted();
      const info = await untilAborted(signal, stat(directory).catch(absent));
      if (info === undefined || info.isDirectory()) return new FileSession(directory);
    } catch (error) {
      throw locationErrorFrom(error, "opening", directory);
    }
    throw new LocationError({
      code: "already-exists",
      retry: "never",
      message: `${JSON.stringify(directory)} is not a directory.`,
    });
  }

  async put(path: string, { chunks }: PutBody, { signal, onProgress }: PutOptions): Promise<void> {
    await this.#run("put", path, signal, async (place, ended) => {
      const directory = dirname(place);
      const temporary = new TemporaryFile(directory);
      const written = temporary.write(chunks, ended, onProgress ?? (() => {}));
      try {
        await untilAborted(ended, written);
        await rename(temporary.path, place);
      } catch (error) {
        const discarded = written.catch(() => {}).then(() => temporary.discard());
        if (ended.aborted) discarded.catch(() => {});
        else await discarded;
        throw error;
      }
      await syncDirectory(directory);
    });
  }

  async get(path: string, { signal, offset = 0, length = Infinity }: GetOptions): Promise<Readable> {
    return this.#run("get", path, signal, async (place, ended) => {
      const opened = openFile(place, path);
      const { handle, size } = await untilAborted(ended, opened, (late) => late.handle.close());
      const range = { start: offset, end: Math.min(offset + length, size) };
      return new FileStream(handle, path, range, ended);
    });
  }

  async stat(path: string, { signal }: OperationOptions): Promise<EntryInfo | undefined> {
    return this.#run("stat", path, signal, async (place, ended) => {
      const examine = path === "" ? stat : lstat; // the location itself may be a link
      const info = await untilAborted(ended, examine(place).catch(absent));
      return info && { kind: kindOf(info), size: info.size, modified: info.mtime };
    });
  }

  async *list(directory: string, { signal }: OperationOptions): AsyncGenerator<ListedEntry, void> {
    const entries = await this.#run("list", directory, signal, async (place) => {
      const info = await lstat(place).catch(absent);
      if (directory !== "" && info?.isSymbolicLink()) throw followsLink(directory);
      return opendir(place).catch(absent);
    });
    if (entries === undefined) return;
    try {
      for await (const entry of entries) {
        signal.throwIfAborted();
        this.#end.signal.throwIfAborted();
        if (isListable(entry.name)) yield { name: entry.name, kind: kindOf(entry) };
      }
    } catch (error) {
      throw locationErrorFrom(error, "list", directory);
    }
  }

  async remove(path: string, { signal }: OperationOptions): Promise<void> {
    await this.#run("remove", path, signal, async (place) => {
      const info = await lstat(place).catch(absent);
      if (info === undefined) return;
      if (info.isDirectory()) {
        await removeLeftovers(place);
        await rmdir(place).catch(absent);
      } else {
        await unlink(place).catch(absent);
      }
    });
  }

  async rename(from: string, to: string, { signal }: OperationOptions): Promise<void> {
    await this.#run("rename", from, signal, async (place) => {
      const target = await locate(this.#directory, to);
      await rename(place, target);
      await syncDirectory(dirname(target));
    });
  }

  async freeSpace({ signal }: OperationOptions): Promise<number> {
    return this.#run("freeSpace", "", signal, async (place, ended) => {
      let existing = place;
      while ((await untilAborted(ended, stat(existing).catch(absent))) === undefined) {
        existing = dirname(existing);
      }
      const { bavail, bsize } = await untilAborted(ended, statfs(existing));
      return bavail * bsize;
    });
  }

  close(): Promise<void> {
    const message = "The session was closed.";
    this.#end.abort(new LocationError({ code: "connection-lost", retry: "new-session", message }));
    return Promise.resolve();
  }

  async #run<T>(
    operation: string,
    path: string,
    signal: AbortSignal,
    work: (place: string, ended: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const ended = AbortSignal.any([signal, this.#end.signal]);
    try {
      ended.throwIfAborted();
      const place = await untilAborted(ended, locate(this.#directory, path));
      return await work(place, ended);
    } catch (error) {
      throw locationErrorFrom(error, operation, path);
    }
  }
}

/** Opens a regular file. A FIFO must not make the opening wait, nor a link lead elsewhere. */
async function openFile(place: string, path: string): Promise<{ handle: FileHandle; size: number }> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const handle = await open(place, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch((error: unknown) => {
    if (errnoOf(error) === "ELOOP") throw followsLink(path);
    throw errnoOf(error) === "ENOTDIR" ? notAFile(path) : error;
  });
  const info = await handle.stat();
  if (info.isFile()) return { handle, size: info.size };
  await handle.close();
  throw notAFile(path);
}

function notAFile(path: string): LocationError {
  const message = `There is no file ${JSON.stringify(path)}.`;
  return new LocationError({ code: "not-found", retry: "never", message });
}

/** Names that no other place can take, and those of unfinished files, are not shown. */
function isListable(name: string): boolean {
  return !isTemporary(name) && name.isWellFormed() && !/[\p{Cc}\\\ufffd]/u.test(name);
}

function kindOf(entry: Dirent | Stats): EntryInfo["kind"] {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : "other";
}
