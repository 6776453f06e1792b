import { creditBytes, type SmbConnection, type SmbRequest } from "./connection.ts";
import {
  dateOfFiletime,
  decodeAvailableBytes,
  decodeDirectoryEntries,
  type DirectoryEntry,
  encodeDisposition,
  encodeEndOfFile,
  encodeRename,
  fileAttribute,
  fullSizeBytes,
  informationClass,
} from "./file-information.ts";
import { command } from "./header.ts";
import type { CreateResponse } from "./messages/create.ts";
import {
  decodeCloseResponse,
  checkFlushResponse,
  encodeCloseRequest,
  encodeFlushRequest,
} from "./messages/handle.ts";
import { decodeQueryDirectoryResponse, encodeQueryDirectoryRequest } from "./messages/query-directory.ts";
import { decodeQueryInfoResponse, encodeQueryInfoRequest, infoType } from "./messages/query-info.ts";
import { decodeReadResponse, encodeReadRequest } from "./messages/read.ts";
import { checkSetInfoResponse, encodeSetInfoRequest } from "./messages/set-info.ts";
import { decodeWriteResponse, encodeWriteRequest } from "./messages/write.ts";
import { isStatus } from "./ntstatus.ts";
import { protocolError } from "./session-errors.ts";
import { remoteName } from "./names.ts";
import { successOf } from "./success.ts";

/** What is known of a file or directory. */
export interface SmbFileInfo {
  readonly kind: "file" | "directory" | "other";
  /** Bytes. */
  readonly size: number;
  readonly modified: Date | undefined;
}

/** A name in a directory. */
export interface SmbDirectoryEntry extends SmbFileInfo {
  /** As the server sent it, unchecked. */
  readonly name: string;
}

/**
 * An open file or directory. Requests are sent at once and may be answered in any
 * order. They reject with an {@link SmbStatusError} for what the server refuses, and
 * with a LocationError when the session is over.
 */
export class SmbFile {
  readonly #connection: SmbConnection;
  readonly #treeId: number;
  readonly #id: CreateResponse["fileId"];
  /** What it was when it was opened; links are followed. */
  readonly info: SmbFileInfo;

  constructor(connection: SmbConnection, treeId: number, opened: CreateResponse) {
    this.#connection = connection;
    this.#treeId = treeId;
    this.#id = opened.fileId;
    this.info = infoOf(opened, (opened.attributes & fileAttribute.DIRECTORY) !== 0 ? "directory" : "file");
  }

  /**
   * At most `length` bytes from `offset` on, in memory of their own; `undefined` at the end of the file.
   *
   * @param length not more than the client's `readBytes`
   */
  async read(offset: number, length: number): Promise<Buffer | undefined> {
    const request = {
      command: command.READ,
      body: encodeReadRequest(this.#id, BigInt(offset), length),
      bytes: length,
    };
    try {
      return await this.#ask(request, (message) => decodeReadResponse(message, length));
    } catch (error) {
      if (isStatus(error, "STATUS_END_OF_FILE")) return undefined;
      throw error;
    }
  }

  /**
   * Writes the pieces one after the other at `offset`; all of them, or it rejects.
   *
   * @param data together not more than the client's `writeBytes`
   */
  async write(offset: number, data: readonly Uint8Array[]): Promise<void> {
    const length = data.reduce((total, piece) => total + piece.length, 0);
    const body = encodeWriteRequest(this.#id, BigInt(offset), length);
    const request = { command: command.WRITE, body, payload: data, bytes: length };
    const written = await this.#ask(request, decodeWriteResponse);
    if (written !== length) throw protocolError(`The server wrote ${written} bytes of ${length}.`);
  }

  /** Resolves when the server has on disk what was written. */
  flush(): Promise<void> {
    return this.#ask({ command: command.FLUSH, body: encodeFlushRequest(this.#id) }, checkFlushResponse);
  }

  /** Makes the file that long, in bytes. */
  setEndOfFile(size: number): Promise<void> {
    return this.#set(informationClass.FileEndOfFileInformation, encodeEndOfFile(BigInt(size)));
  }

  /**
   * Moves the file, replacing one that has the new name. It must have been opened with DELETE.
   *
   * @param path from the share's root, with `/` between names
   */
  async rename(path: string): Promise<void> {
    await this.#set(informationClass.FileRenameInformation, encodeRename(remoteName(path)));
  }

  /** Whether the file or empty directory is removed when it is closed. It must have been opened with DELETE. */
  setDeletePending(pending: boolean): Promise<void> {
    return this.#set(informationClass.FileDispositionInformation, encodeDisposition(pending));
  }

  /** The next names of a directory, `.` and `..` among them; `undefined` after the last. */
  async queryDirectory(): Promise<readonly SmbDirectoryEntry[] | undefined> {
    const body = encodeQueryDirectoryRequest(
      this.#id,
      informationClass.FileDirectoryInformation,
      creditBytes,
    );
    const request = { command: command.QUERY_DIRECTORY, body, bytes: creditBytes };
    try {
      return await this.#ask(request, (message) =>
        decodeDirectoryEntries(decodeQueryDirectoryResponse(message)).map(entryOf),
      );
    } catch (error) {
      if (isStatus(error, "STATUS_NO_MORE_FILES", "STATUS_NO_SUCH_FILE")) return undefined;
      throw error;
    }
  }

  /** Bytes that the user can still store in the file system of this file, quota included. */
  async availableBytes(): Promise<number> {
    const information = informationClass.FileFsFullSizeInformation;
    const body = encodeQueryInfoRequest(this.#id, infoType.FILESYSTEM, information, fullSizeBytes);
    const request = { command: command.QUERY_INFO, body, bytes: fullSizeBytes };
    return Number(
      await this.#ask(request, (message) => decodeAvailableBytes(decodeQueryInfoResponse(message))),
    );
  }

  /** Closes the file. @returns the bytes that it has in the end, where the server tells them */
  async close(): Promise<number | undefined> {
    const request = { command: command.CLOSE, body: encodeCloseRequest(this.#id) };
    const size = await this.#ask(request, decodeCloseResponse);
    return size === undefined ? undefined : Number(size);
  }

  #set(information: number, value: Buffer): Promise<void> {
    const body = encodeSetInfoRequest(this.#id, information, value);
    return this.#ask({ command: command.SET_INFO, body, bytes: value.length }, checkSetInfoResponse);
  }

  async #ask<Value>(request: Omit<SmbRequest, "treeId">, decode: (message: Buffer) => Value): Promise<Value> {
    const response = await this.#connection.request({ ...request, treeId: this.#treeId });
    return successOf(this.#connection, response, decode);
  }
}

function infoOf(
  { size, lastWriteTime }: Pick<DirectoryEntry, "size" | "lastWriteTime">,
  kind: SmbFileInfo["kind"],
): SmbFileInfo {
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw protocolError(`The server sent a size of ${size} bytes.`);
  return { kind, size: Number(size), modified: dateOfFiletime(lastWriteTime) };
}

function entryOf(entry: DirectoryEntry): SmbDirectoryEntry {
  const { name, attributes } = entry;
  const isLink = (attributes & fileAttribute.REPARSE_POINT) !== 0;
  const kind = (attributes & fileAttribute.DIRECTORY) !== 0 ? "directory" : "file";
  return { name, ...infoOf(entry, isLink ? "other" : kind) };
}
