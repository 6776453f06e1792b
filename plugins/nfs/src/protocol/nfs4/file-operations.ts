import type {
  DirectoryPage,
  DirectoryPosition,
  FileHandle,
  ReadResult,
  WriteResult,
} from "../files/file-protocol.ts";
import { protocolError } from "../protocol-error.ts";
import type { XdrReader } from "../xdr-reader.ts";
import {
  type Attributes,
  describeFile,
  fileAttributes,
  fileType,
  readAttributes,
  readBitmap,
  writeBitmap,
  writeMode,
} from "./attributes.ts";
import type { Operation } from "./operation.ts";

/** `NFS4_FHSIZE`, `NFS4_VERIFIER_SIZE` (RFC 8881 §3.1). */
const longestHandle = 128;
const verifierBytes = 8;
const longestName = 4096;
/** Bytes of names and cookies, and of everything, that one READDIR may give. */
const directoryBytes = { names: 32 * 1024, all: 128 * 1024 } as const;
const mostEntries = Math.floor(directoryBytes.all / 24);

/** `stable_how4` (RFC 8881 §18.32). */
const stableHow = { unstable: 0, fileSync: 2 } as const;

/** ACCESS4_EXTEND (RFC 8881 §18.1). */
const accessExtend = 0x08;

/** PUTFH (RFC 8881 §18.19): makes a file the current one. */
export function putFh(handle: FileHandle): Operation<void> {
  return { name: "PUTFH", write: (xdr) => void xdr.opaque(handle), read: () => {} };
}

/** PUTROOTFH (RFC 8881 §18.21): makes the root of the server's name space the current file. */
export const putRootFh: Operation<void> = { name: "PUTROOTFH", write: () => {}, read: () => {} };

/** SAVEFH (RFC 8881 §18.28): saves the current file. */
export const saveFh: Operation<void> = { name: "SAVEFH", write: () => {}, read: () => {} };

/** GETFH (RFC 8881 §18.8): the current file's handle. */
export const getFh: Operation<FileHandle> = {
  name: "GETFH",
  write: () => {},
  read: (xdr) => Buffer.from(xdr.opaque(longestHandle)),
};

/** LOOKUP (RFC 8881 §18.13): makes the file of that name in the current directory the current one. */
export function lookup(name: string): Operation<void> {
  return { name: "LOOKUP", write: (xdr) => void xdr.string(name), read: () => {} };
}

/** GETATTR (RFC 8881 §18.7). */
export function getAttr(numbers: readonly number[]): Operation<Attributes> {
  return { name: "GETATTR", write: (xdr) => writeBitmap(xdr, numbers), read: readAttributes };
}

/** ACCESS (RFC 8881 §18.1): whether entries may be added to the current directory. */
export const mayExtend: Operation<boolean> = {
  name: "ACCESS",
  write: (xdr) => void xdr.uint32(accessExtend),
  read: (xdr) => {
    xdr.uint32(); // what the server can tell
    return (xdr.uint32() & accessExtend) !== 0;
  },
};

/** CREATE (RFC 8881 §18.4) of a directory. */
export function createDirectory(name: string, mode: number): Operation<void> {
  return {
    name: "CREATE",
    write: (xdr) => writeMode(xdr.uint32(fileType.directory).string(name), mode),
    read: (xdr) => {
      skipChange(xdr);
      readBitmap(xdr);
    },
  };
}

/** REMOVE (RFC 8881 §18.25) of a file or an empty directory. */
export function remove(name: string): Operation<void> {
  return { name: "REMOVE", write: (xdr) => void xdr.string(name), read: skipChange };
}

/** RENAME (RFC 8881 §18.26) from the saved to the current directory. */
export function rename(oldName: string, newName: string): Operation<void> {
  return {
    name: "RENAME",
    write: (xdr) => void xdr.string(oldName).string(newName),
    read: (xdr) => {
      skipChange(xdr);
      skipChange(xdr);
    },
  };
}

/** READ (RFC 8881 §18.22). */
export function read(stateid: Buffer, offset: number, length: number): Operation<ReadResult> {
  return {
    name: "READ",
    write: (xdr) => void xdr.fixedOpaque(stateid).uint64(offset).uint32(length),
    read: (xdr) => {
      const end = xdr.bool();
      return { end, data: xdr.opaque(length) };
    },
  };
}

/** WRITE (RFC 8881 §18.32) that does not wait for stable storage. */
export function write(stateid: Buffer, offset: number, data: readonly Uint8Array[]): Operation<WriteResult> {
  const length = data.reduce((total, piece) => total + piece.length, 0);
  return {
    name: "WRITE",
    write: (xdr) => void xdr.fixedOpaque(stateid).uint64(offset).uint32(stableHow.unstable).bulk(data),
    read: (xdr) => {
      const count = xdr.uint32();
      if (count > length) throw protocolError("The server has taken more bytes than it was sent.");
      const isStable = xdr.uint32() === stableHow.fileSync;
      return { count, isStable, verifier: xdr.fixedOpaque(verifierBytes) };
    },
  };
}

/** COMMIT (RFC 8881 §18.3) of the whole file. @returns the write verifier */
export const commit: Operation<Buffer> = {
  name: "COMMIT",
  write: (xdr) => {
    const [start, toTheEnd] = [0, 0];
    xdr.uint64(start).uint32(toTheEnd);
  },
  read: (xdr) => xdr.fixedOpaque(verifierBytes),
};

/** READDIR (RFC 8881 §18.23). */
export function readDir(position: DirectoryPosition | undefined): Operation<DirectoryPage> {
  const { cookie, verifier } = position ?? { cookie: 0n, verifier: Buffer.alloc(verifierBytes) };
  return {
    name: "READDIR",
    write: (xdr) => {
      xdr.uint64(cookie).fixedOpaque(verifier).uint32(directoryBytes.names).uint32(directoryBytes.all);
      writeBitmap(xdr, fileAttributes);
    },
    read: readPage,
  };
}

function readPage(xdr: XdrReader): DirectoryPage {
  const verifier = Buffer.from(xdr.fixedOpaque(verifierBytes));
  let cookie = 0n;
  const entries = xdr.list(mostEntries, () => {
    cookie = xdr.uint64();
    const name = xdr.opaque(longestName);
    return { name, attributes: describeFile(readAttributes(xdr)) };
  });
  const isEnd = xdr.bool();
  // An empty page would let a server keep a client asking for ever.
  if (entries.length === 0 && !isEnd)
    throw protocolError("The server sent a part of a directory without any entry.");
  return { entries, next: isEnd ? undefined : { cookie, verifier } };
}

/** Passes over `change_info4` (RFC 8881 §3.3.3). */
export function skipChange(xdr: XdrReader): void {
  xdr.bool();
  xdr.fixedOpaque(8 + 8);
}
