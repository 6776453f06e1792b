import { type EntryInfo, isLocationError, type LocationError } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { Duplex } from "node:stream";
import { permissionAttributes, readAttributes } from "./attributes.ts";
import { type Field, type PacketReader, packetType, protocolError } from "./packet.ts";
import { RequestChannel } from "./request-channel.ts";
import { isStatus, statusCode, StatusError } from "./status.ts";

const protocolVersion = 3;

/** The extensions that this client speaks, in these versions. */
const extensionVersions = {
  "fsync@openssh.com": "1",
  "limits@openssh.com": "1",
  "posix-rename@openssh.com": "1",
  "statvfs@openssh.com": "2",
} as const;

type Extension = keyof typeof extensionVersions;

/** `pflags` of OPEN (draft-ietf-secsh-filexfer-02 §6.3). */
const openFlags = { read: 0x01, write: 0x02, create: 0x08, truncate: 0x10 } as const;

/** What a server calls an open file or directory. */
export type Handle = Buffer;

/** A name in a directory, as bytes that may be any but NUL and `/`. */
export interface DirectoryEntry {
  readonly name: Buffer;
  readonly info: EntryInfo;
}

/** Limits on one request, in bytes (`limits@openssh.com`); 0 stands for no limit. */
export interface RequestLimits {
  readonly read: number;
  readonly write: number;
}

/** What the user can still store in a file system (`statvfs@openssh.com`). */
export interface FileSystemSpace {
  readonly bytes: bigint;
  /** `undefined` when the file system does not count its files. */
  readonly files: bigint | undefined;
}

/** The connection that carries the session's channel. */
export interface SftpConnection {
  /** Resolves when the connection has ended. */
  readonly ended: Promise<LocationError>;
  destroy(reason: LocationError): void;
}

/**
 * A client of the SSH File Transfer Protocol, version 3, with OpenSSH's
 * extensions. Requests are sent at once and may be answered in any order. They
 * reject with a {@link StatusError} for what the server refuses, and with a
 * LocationError when the session is over.
 */
export class SftpClient {
  readonly #requests: RequestChannel;
  readonly #extensions = new Map<string, string>();

  private constructor(requests: RequestChannel) {
    this.#requests = requests;
  }

  /**
   * Agrees on the version.
   *
   * @param connection where the `sftp` subsystem runs; it is destroyed when the session fails
   * @param idleMs how long the server may owe an answer without sending anything
   */
  static async open(connection: SftpConnection, channel: Duplex, idleMs: number): Promise<SftpClient> {
    const requests = new RequestChannel(channel, idleMs, (error) => connection.destroy(error));
    void connection.ended.then((reason) => requests.fail(reason));
    const client = new SftpClient(requests);
    const fields = await requests.greet();
    const version = fields.uint32();
    if (version !== protocolVersion)
      throw protocolError(`The server speaks version ${version} of SFTP, not 3.`);
    while (fields.remaining > 0) client.#extensions.set(fields.text(), fields.text());
    return client;
  }

  /** Whether the server offers an extension in the version that this client speaks. */
  offers(extension: Extension): boolean {
    return this.#extensions.get(extension) === extensionVersions[extension];
  }

  /** Ends every request with the error. */
  fail(error: LocationError): void {
    this.#requests.fail(error);
  }

  openForReading(path: string): Promise<Handle> {
    return this.#handle(packetType.open, [path, openFlags.read, 0]);
  }

  /** Opens an empty file for writing, a new one or one that is emptied. */
  create(path: string): Promise<Handle> {
    const flags = openFlags.write | openFlags.create | openFlags.truncate;
    return this.#handle(packetType.open, [path, flags, ...permissionAttributes(0o600)]);
  }

  /** At most `length` bytes; `undefined` at the end of the file. */
  read(handle: Handle, offset: number, length: number): Promise<Buffer | undefined> {
    const request = [handle, BigInt(offset), length];
    return this.#askUntilEnd(packetType.read, request, packetType.data, (fields) => {
      const data = fields.bytes();
      if (data.length > 0 && data.length <= length) return data;
      throw protocolError(`The server answered a request for ${length} bytes with ${data.length}.`);
    });
  }

  write(handle: Handle, offset: number, data: readonly Uint8Array[]): Promise<void> {
    return this.#done(packetType.write, [handle, BigInt(offset), data]);
  }

  close(handle: Handle): Promise<void> {
    return this.#done(packetType.close, [handle]);
  }

  /** What is there, symbolic links followed. */
  stat(path: string): Promise<EntryInfo> {
    return this.#ask(packetType.stat, [path], packetType.attributes, readAttributes);
  }

  fstat(handle: Handle): Promise<EntryInfo> {
    return this.#ask(packetType.fstat, [handle], packetType.attributes, readAttributes);
  }

  openDirectory(path: string): Promise<Handle> {
    return this.#handle(packetType.opendir, [path]);
  }

  /** The next entries, `.` and `..` among them; `undefined` after the last. */
  readDirectory(handle: Handle): Promise<readonly DirectoryEntry[] | undefined> {
    return this.#askUntilEnd(packetType.readdir, [handle], packetType.name, readNames);
  }

  makeDirectory(path: string): Promise<void> {
    return this.#done(packetType.mkdir, [path, ...permissionAttributes(0o700)]);
  }

  removeFile(path: string): Promise<void> {
    return this.#done(packetType.remove, [path]);
  }

  removeDirectory(path: string): Promise<void> {
    return this.#done(packetType.rmdir, [path]);
  }

  /** rename(2): replaces what has the new name. */
  posixRename(from: string, to: string): Promise<void> {
    return this.#extended("posix-rename@openssh.com", [from, to], packetType.status, doneOrThrow);
  }

  fsync(handle: Handle): Promise<void> {
    return this.#extended("fsync@openssh.com", [handle], packetType.status, doneOrThrow);
  }

  statvfs(path: string): Promise<FileSystemSpace> {
    return this.#extended("statvfs@openssh.com", [path], packetType.extendedReply, (fields) => {
      fields.uint64(); // f_bsize
      const fragmentBytes = fields.uint64();
      fields.uint64(); // f_blocks
      fields.uint64(); // f_bfree
      const availableFragments = fields.uint64();
      const files = fields.uint64();
      fields.uint64(); // f_ffree
      const availableFiles = fields.uint64();
      return { bytes: availableFragments * fragmentBytes, files: files === 0n ? undefined : availableFiles };
    });
  }

  limits(): Promise<RequestLimits> {
    return this.#extended("limits@openssh.com", [], packetType.extendedReply, (fields) => {
      fields.uint64(); // max-packet-length
      return { read: Number(fields.uint64()), write: Number(fields.uint64()) };
    });
  }

  async #extended<Value>(
    extension: Extension,
    request: readonly Field[],
    expected: number,
    read: (fields: PacketReader) => Value,
  ): Promise<Value> {
    if (!this.offers(extension)) throw new StatusError(statusCode.unsupported, `no ${extension}`);
    return this.#ask(packetType.extended, [extension, ...request], expected, read);
  }

  #done(type: number, request: readonly Field[]): Promise<void> {
    return this.#ask(type, request, packetType.status, doneOrThrow);
  }

  #handle(type: number, request: readonly Field[]): Promise<Handle> {
    return this.#ask(type, request, packetType.handle, (fields) => Buffer.from(fields.bytes()));
  }

  /** Like {@link #ask}; `undefined` for the status that says there is no more. */
  async #askUntilEnd<Value>(
    type: number,
    request: readonly Field[],
    expected: number,
    read: (fields: PacketReader) => Value,
  ): Promise<Value | undefined> {
    try {
      return await this.#ask(type, request, expected, read);
    } catch (error) {
      if (isStatus(error, statusCode.endOfFile)) return undefined;
      throw error;
    }
  }

  /** The value of the expected answer; a STATUS in its place is thrown. */
  async #ask<Value>(
    type: number,
    request: readonly Field[],
    expected: number,
    read: (fields: PacketReader) => Value,
  ): Promise<Value> {
    const answer = await this.#requests.request(type, request);
    try {
      if (answer.type === expected) return read(answer.fields);
      const status = answer.type === packetType.status ? readStatus(answer.fields) : undefined;
      throw status ?? protocolError(`The server sent packet type ${answer.type} where ${expected} was due.`);
    } catch (error) {
      // A peer that breaks the protocol once cannot be relied upon in what it says later.
      if (isLocationError(error)) this.#requests.fail(error);
      throw error;
    }
  }
}

function readStatus(fields: PacketReader): StatusError | undefined {
  const code = fields.uint32();
  if (code === statusCode.ok) return undefined;
  // Servers of the protocol's first drafts leave the text out.
  return new StatusError(code, fields.remaining > 0 ? printable(fields.text()) : "");
}

function doneOrThrow(fields: PacketReader): void {
  const error = readStatus(fields);
  if (error !== undefined) throw error;
}

function readNames(fields: PacketReader): readonly DirectoryEntry[] {
  const count = fields.uint32();
  // An empty answer would let a server keep a client asking for ever.
  if (count === 0) throw protocolError("The server sent a part of a directory without any entry.");
  const entries: DirectoryEntry[] = [];
  for (let index = 0; index < count; index++) {
    const name = fields.bytes();
    fields.bytes(); // The line of `ls -l` is for people.
    entries.push({ name, info: readAttributes(fields) });
  }
  return entries;
}
