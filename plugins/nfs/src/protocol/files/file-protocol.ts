/** What a server calls a file or directory; opaque to clients. */
export type FileHandle = Buffer;

/** What is known of a file or directory. */
export interface FileAttributes {
  readonly kind: "file" | "directory" | "symbolic-link" | "other";
  /** Bytes. */
  readonly size: number;
  /** A server may leave it out, or send a time that no calendar has. */
  readonly modified: Date | undefined;
}

/** What lies under a name. */
export interface FoundFile {
  readonly handle: FileHandle;
  readonly attributes: FileAttributes;
}

/** A file that can be read or written until it is closed. */
export interface OpenFile {
  readonly handle: FileHandle;
  /** What names the open in version 4 (RFC 8881 §8.2); version 3 opens nothing. */
  readonly stateid?: Buffer;
}

/** Bytes that one READ gave. */
export interface ReadResult {
  /** May be fewer than were asked for. */
  readonly data: Buffer;
  /** Whether the file ends after them. */
  readonly end: boolean;
}

/** What one WRITE did. */
export interface WriteResult {
  /** Bytes taken: may be fewer than were sent. */
  readonly count: number;
  /** Whether they are on stable storage already and need no COMMIT. */
  readonly isStable: boolean;
  /** Changes when the server may have lost what was not committed (RFC 1813 §3.3.7). */
  readonly verifier: Buffer;
}

/** A name in a directory, as bytes that may be any but NUL and `/`. */
export interface DirectoryEntry {
  readonly name: Buffer;
  /** A server may leave them out. */
  readonly attributes: FileAttributes | undefined;
}

/** Where a directory goes on: the server's cookie and its cookie verifier. */
export interface DirectoryPosition {
  readonly cookie: bigint;
  readonly verifier: Buffer;
}

/** Some entries of a directory, `.` and `..` possibly among them. */
export interface DirectoryPage {
  readonly entries: readonly DirectoryEntry[];
  /** `undefined` after the last page. */
  readonly next: DirectoryPosition | undefined;
}

/** Most bytes of one READ and of one WRITE. */
export interface TransferLimits {
  readonly readBytes: number;
  readonly writeBytes: number;
}

/**
 * The operations that the versions of NFS have in common. They do one step each,
 * follow no symbolic link, and reject with an NfsStatusError for what the server
 * refuses, with an RpcError for what it does not take at all, and with a
 * LocationError once the connection has failed.
 */
export interface FileProtocol extends TransferLimits {
  readonly version: "3" | "4.1";

  lookup(directory: FileHandle, name: string): Promise<FoundFile>;
  getAttributes(handle: FileHandle): Promise<FileAttributes>;
  readDirectory(directory: FileHandle, position: DirectoryPosition | undefined): Promise<DirectoryPage>;
  /** Whether the server lets this user make entries in a directory (ACCESS). */
  mayExtend(directory: FileHandle): Promise<boolean>;
  makeDirectory(directory: FileHandle, name: string): Promise<void>;

  /** Makes a file under a free name, for its owner alone. @throws NfsStatusError EXIST */
  create(directory: FileHandle, name: string): Promise<OpenFile>;
  /** Opens a file for reading. */
  open(directory: FileHandle, name: string): Promise<OpenFile>;
  read(file: OpenFile, offset: number, length: number): Promise<ReadResult>;
  /** Writes without waiting for stable storage. The one operation that leaves it to the caller to come again when asked to. */
  write(file: OpenFile, offset: number, data: readonly Uint8Array[]): Promise<WriteResult>;
  /** Makes what was written durable. @returns the write verifier */
  commit(file: OpenFile): Promise<Buffer>;
  closeFile(file: OpenFile): Promise<void>;

  removeFile(directory: FileHandle, name: string): Promise<void>;
  removeDirectory(directory: FileHandle, name: string): Promise<void>;
  /** Replaces a file that has the new name. */
  rename(from: FileHandle, oldName: string, to: FileHandle, newName: string): Promise<void>;
  /** Bytes that the user can still store in the file system of a directory. */
  availableBytes(directory: FileHandle): Promise<bigint>;

  /** Resolves when the data of all writes so far has left the memory of the callers. */
  release(): Promise<void>;
  /** Ends the session and its connection; everything under way rejects. Never rejects. */
  close(): Promise<void>;
}
