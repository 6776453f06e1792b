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
import { parentOf, pathBelow } from "./directories.ts";
import { Download } from "./download.ts";
import { operationError, pathError } from "./errors.ts";
import { listDirectory } from "./listing.ts";
import type { SftpClient } from "./protocol/sftp-client.ts";
import { isStatus, statusCode, StatusError } from "./protocol/status.ts";
import type { SessionLimits } from "./transfer-limits.ts";
import { Upload } from "./upload.ts";

const absent = [statusCode.noSuchFile, statusCode.noSuchPath] as const;

/** The connection below a session. */
interface Connection {
  close(): Promise<void>;
}

/** One SFTP session. */
export class SftpSession implements LocationSession {
  readonly capabilities: Capabilities;
  readonly #client: SftpClient;
  readonly #connection: Connection;
  readonly #directory: string;
  readonly #limits: SessionLimits;

  /** @param directory the location's directory, absolute or relative to the user's home */
  constructor(client: SftpClient, connection: Connection, directory: string, limits: SessionLimits) {
    const renames = client.offers("posix-rename@openssh.com");
    this.#client = client;
    this.#connection = connection;
    this.#directory = directory;
    this.#limits = limits;
    this.capabilities = capabilities({
      read: true,
      readFromOffset: true,
      list: true,
      remove: true,
      atomicPut: renames,
      atomicRename: renames,
      freeSpace: client.offers("statvfs@openssh.com"),
      operationsPerSession: 2,
      sessions: 4,
    });
  }

  put(path: string, body: PutBody, options: PutOptions): Promise<void> {
    const at = this.#at(path);
    return this.#operation(`write ${at}`, options, () =>
      new Upload(this.#client, at, body, this.#limits.write, options).run(),
    );
  }

  get(path: string, options: GetOptions): Promise<Readable> {
    const at = this.#at(path);
    const doing = `read ${at}`;
    return this.#operation(doing, options, async () => {
      const { signal, offset = 0, length = Infinity } = options;
      const file = await this.#client.openForReading(at);
      try {
        const { kind, size } = await this.#client.fstat(file);
        if (kind !== "file") throw pathError("not-found", doing, "it is not a file");
        if (size === undefined) throw pathError("unsupported", doing, "the server does not tell its size");
        const range = { path: at, start: Math.min(offset, size), end: Math.min(offset + length, size) };
        return new Download(this.#client, file, range, this.#limits.read, signal);
      } catch (error) {
        this.#client.close(file).catch(() => {});
        throw error;
      }
    });
  }

  stat(path: string, options: OperationOptions): Promise<EntryInfo | undefined> {
    const at = this.#at(path);
    return this.#operation(`look for ${at}`, options, () => this.#client.stat(at).catch(undefinedIfAbsent));
  }

  list(directory: string, { signal }: OperationOptions): AsyncIterable<ListedEntry> {
    return listDirectory(this.#client, this.#at(directory), signal);
  }

  remove(path: string, options: OperationOptions): Promise<void> {
    const at = this.#at(path);
    const doing = `remove ${at}`;
    return this.#operation(doing, options, () => this.#removeFile(at, doing).catch(undefinedIfAbsent));
  }

  rename(from: string, to: string, options: OperationOptions): Promise<void> {
    const [old, wanted] = [this.#at(from), this.#at(to)];
    return this.#operation(`rename ${old} to ${wanted}`, options, () =>
      this.#client.posixRename(old, wanted),
    );
  }

  freeSpace(options: OperationOptions): Promise<number> {
    return this.#operation("ask for the free space", options, async () => {
      const { bytes } = await this.#spaceAround(this.#at(""));
      return Number(bytes);
    });
  }

  async close(): Promise<void> {
    this.#client.fail(
      new LocationError({
        code: "connection-lost",
        retry: "new-session",
        message: "The session was closed.",
      }),
    );
    await this.#connection.close();
  }

  #at(path: string): string {
    return pathBelow(this.#directory, path);
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

  async #removeFile(path: string, doing: string): Promise<void> {
    try {
      await this.#client.removeFile(path);
    } catch (error) {
      if (!(error instanceof StatusError) || isStatus(error, ...absent)) throw error;
      const { kind } = await this.#client.stat(path);
      if (kind !== "directory") throw error;
      await this.#removeDirectory(path, doing);
    }
  }

  async #removeDirectory(path: string, doing: string): Promise<void> {
    try {
      await this.#client.removeDirectory(path);
    } catch (error) {
      // OpenSSH has no other word for ENOTEMPTY.
      if (isStatus(error, statusCode.failure))
        throw pathError("already-exists", doing, "the directory is not empty");
      throw error;
    }
  }

  /** The space of the file system that a path lies in or would lie in. */
  async #spaceAround(path: string): ReturnType<SftpClient["statvfs"]> {
    try {
      return await this.#client.statvfs(path);
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
