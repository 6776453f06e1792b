import { randomBytes } from "node:crypto";
import type {
  DirectoryPage,
  DirectoryPosition,
  FileAttributes,
  FileHandle,
  FileProtocol,
  FoundFile,
  OpenFile,
  ReadResult,
  TransferLimits,
  WriteResult,
} from "../files/file-protocol.ts";
import { patiently } from "../files/patience.ts";
import { isStatus, statusError } from "../nfs-status.ts";
import { protocolError } from "../protocol-error.ts";
import type { RpcClient } from "../rpc/rpc-client.ts";
import type { Arguments, RpcProgram } from "../rpc/rpc-message.ts";
import type { XdrReader } from "../xdr-reader.ts";
import { readAttributes, readOptionalAttributes, skipWeakCacheConsistency, writeMode } from "./attributes.ts";

/** NFS version 3 (RFC 1813 §3). */
export const nfs3Program: RpcProgram = { program: 100_003, version: 3 };

/** Procedures by their number (RFC 1813 §3.3). */
const procedure = {
  GETATTR: 1,
  SETATTR: 2,
  LOOKUP: 3,
  ACCESS: 4,
  READ: 6,
  WRITE: 7,
  CREATE: 8,
  MKDIR: 9,
  REMOVE: 12,
  RMDIR: 13,
  RENAME: 14,
  READDIRPLUS: 17,
  FSSTAT: 18,
  FSINFO: 19,
  COMMIT: 21,
} as const;

/**
 * Procedures that may be called twice: the others find their own work done, and
 * fail. CREATE may, since it is exclusive: the server knows its caller by a verifier.
 */
const idempotent: ReadonlySet<string> = new Set<keyof typeof procedure>([
  "GETATTR",
  "SETATTR",
  "LOOKUP",
  "ACCESS",
  "CREATE",
  "READ",
  "WRITE",
  "READDIRPLUS",
  "FSSTAT",
  "FSINFO",
  "COMMIT",
]);

/** `stable_how` (RFC 1813 §3.3.7) and `createmode3` (§3.3.8). */
const stableHow = { unstable: 0, fileSync: 2 } as const;
const createMode = { guarded: 1, exclusive: 2 } as const;
/** `ACCESS3_EXTEND` (RFC 1813 §3.3.4): new entries may be made in a directory. */
const accessExtend = 0x08;

/** `NFS3_FHSIZE`; `NFS3_COOKIEVERFSIZE`, `NFS3_CREATEVERFSIZE` and `NFS3_WRITEVERFSIZE` (RFC 1813 §2.4). */
const longestHandle = 64;
const verifierBytes = 8;

const longestName = 4096;
/** Bytes of names, and of everything, that one READDIRPLUS may give. */
const directoryBytes = { names: 32 * 1024, all: 128 * 1024 } as const;
const mostEntries = Math.floor(directoryBytes.all / 24);

const noVerifier = Buffer.alloc(verifierBytes);

/** A client of NFS version 3 on one connection. Without state: nothing is opened or closed. */
export class Nfs3 implements FileProtocol {
  readonly version = "3";
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly #rpc: RpcClient;

  private constructor(rpc: RpcClient, limits: TransferLimits) {
    this.#rpc = rpc;
    this.readBytes = limits.readBytes;
    this.writeBytes = limits.writeBytes;
  }

  /**
   * Asks the server for its limits (FSINFO, RFC 1813 §3.3.19).
   *
   * @param root handle of the mounted directory
   * @param requestBytes most bytes of one READ or WRITE that this client wants
   */
  static async open(rpc: RpcClient, root: FileHandle, requestBytes: number): Promise<Nfs3> {
    const limits = await patiently(() => call(rpc, "FSINFO", (xdr) => void xdr.opaque(root), readLimits));
    return new Nfs3(rpc, {
      readBytes: Math.min(limits.readBytes, requestBytes),
      writeBytes: Math.min(limits.writeBytes, requestBytes),
    });
  }

  async lookup(directory: FileHandle, name: string): Promise<FoundFile> {
    const { handle, attributes } = await this.#call(
      "LOOKUP",
      (xdr) => void xdr.opaque(directory).string(name),
      (results) => ({ handle: readHandle(results), attributes: readOptionalAttributes(results) }),
    );
    return { handle, attributes: attributes ?? (await this.getAttributes(handle)) };
  }

  getAttributes(handle: FileHandle): Promise<FileAttributes> {
    return this.#call("GETATTR", (xdr) => void xdr.opaque(handle), readAttributes);
  }

  readDirectory(directory: FileHandle, position?: DirectoryPosition): Promise<DirectoryPage> {
    const { cookie, verifier } = position ?? { cookie: 0n, verifier: noVerifier };
    return this.#call(
      "READDIRPLUS",
      (xdr) => {
        xdr.opaque(directory).uint64(cookie).fixedOpaque(verifier);
        xdr.uint32(directoryBytes.names).uint32(directoryBytes.all);
      },
      readPage,
    );
  }

  makeDirectory(directory: FileHandle, name: string): Promise<void> {
    return this.#do("MKDIR", (xdr) => writeMode(xdr.opaque(directory).string(name), 0o700));
  }

  mayExtend(directory: FileHandle): Promise<boolean> {
    return this.#call(
      "ACCESS",
      (xdr) => void xdr.opaque(directory).uint32(accessExtend),
      (results) => {
        readOptionalAttributes(results);
        return (results.uint32() & accessExtend) !== 0;
      },
    );
  }

  async create(directory: FileHandle, name: string): Promise<OpenFile> {
    try {
      return await this.#createExclusive(directory, name);
    } catch (error) {
      if (isStatus(error, "NOTSUPP")) return this.#createGuarded(directory, name);
      throw error;
    }
  }

  async open(directory: FileHandle, name: string): Promise<OpenFile> {
    const { handle } = await this.lookup(directory, name);
    return { handle };
  }

  read({ handle }: OpenFile, offset: number, length: number): Promise<ReadResult> {
    return this.#call(
      "READ",
      (xdr) => void xdr.opaque(handle).uint64(offset).uint32(length),
      (results) => {
        readOptionalAttributes(results);
        results.uint32(); // count: the length of the data says the same
        const end = results.bool();
        return { data: results.opaque(length), end };
      },
    );
  }

  write({ handle }: OpenFile, offset: number, data: readonly Uint8Array[]): Promise<WriteResult> {
    const length = data.reduce((total, piece) => total + piece.length, 0);
    return call(
      this.#rpc,
      "WRITE",
      (xdr) => void xdr.opaque(handle).uint64(offset).uint32(length).uint32(stableHow.unstable).bulk(data),
      (results) => {
        skipWeakCacheConsistency(results);
        const count = results.uint32();
        if (count > length) throw protocolError("The server has taken more bytes than it was sent.");
        const isStable = results.uint32() === stableHow.fileSync;
        return { count, isStable, verifier: results.fixedOpaque(verifierBytes) };
      },
    );
  }

  commit({ handle }: OpenFile): Promise<Buffer> {
    const [start, toTheEnd] = [0, 0];
    return this.#call(
      "COMMIT",
      (xdr) => void xdr.opaque(handle).uint64(start).uint32(toTheEnd),
      (results) => {
        skipWeakCacheConsistency(results);
        return results.fixedOpaque(verifierBytes);
      },
    );
  }

  closeFile(): Promise<void> {
    return Promise.resolve();
  }

  removeFile(directory: FileHandle, name: string): Promise<void> {
    return this.#do("REMOVE", (xdr) => void xdr.opaque(directory).string(name));
  }

  removeDirectory(directory: FileHandle, name: string): Promise<void> {
    return this.#do("RMDIR", (xdr) => void xdr.opaque(directory).string(name));
  }

  rename(from: FileHandle, oldName: string, to: FileHandle, newName: string): Promise<void> {
    return this.#do("RENAME", (xdr) => void xdr.opaque(from).string(oldName).opaque(to).string(newName));
  }

  availableBytes(directory: FileHandle): Promise<bigint> {
    return this.#call(
      "FSSTAT",
      (xdr) => void xdr.opaque(directory),
      (results) => {
        readOptionalAttributes(results);
        results.fixedOpaque(8 + 8); // tbytes, fbytes
        return results.uint64();
      },
    );
  }

  release(): Promise<void> {
    return this.#rpc.release();
  }

  close(): Promise<void> {
    this.#rpc.close();
    return Promise.resolve();
  }

  /** Until SETATTR the server keeps the verifier where the file's times are (RFC 1813 §3.3.8). */
  async #createExclusive(directory: FileHandle, name: string): Promise<OpenFile> {
    const verifier = randomBytes(verifierBytes);
    const created = await this.#call(
      "CREATE",
      (xdr) => void xdr.opaque(directory).string(name).uint32(createMode.exclusive).fixedOpaque(verifier),
      readOptionalHandle,
    );
    const handle = created ?? (await this.lookup(directory, name)).handle;
    const isGuarded = false;
    await this.#do("SETATTR", (xdr) => {
      writeMode(xdr.opaque(handle), 0o600, "set-to-server-time");
      xdr.bool(isGuarded);
    });
    return { handle };
  }

  /** For servers without the exclusive mode. Not to be called twice: the second finds the file of the first. */
  async #createGuarded(directory: FileHandle, name: string): Promise<OpenFile> {
    const created = await patiently(() =>
      call(
        this.#rpc,
        "CREATE",
        (xdr) => writeMode(xdr.opaque(directory).string(name).uint32(createMode.guarded), 0o600),
        readOptionalHandle,
        false,
      ),
    );
    return { handle: created ?? (await this.lookup(directory, name)).handle };
  }

  #call<Results>(
    name: keyof typeof procedure,
    write: Arguments,
    read: (results: XdrReader) => Results,
  ): Promise<Results> {
    return patiently(() => call(this.#rpc, name, write, read));
  }

  /** A call whose results say nothing that is of use. */
  #do(name: keyof typeof procedure, write: Arguments): Promise<void> {
    return this.#call(name, write, () => {});
  }
}

/** @throws NfsStatusError when the status is not NFS3_OK */
function call<Results>(
  rpc: RpcClient,
  name: keyof typeof procedure,
  write: Arguments,
  read: (results: XdrReader) => Results,
  isIdempotent = idempotent.has(name),
): Promise<Results> {
  const called = { program: nfs3Program, number: procedure[name], isIdempotent };
  return rpc.call(called, write, (results) => {
    const status = results.uint32();
    if (status !== 0) throw statusError("NFS3ERR", status, name);
    return read(results);
  });
}

function readHandle(xdr: XdrReader): FileHandle {
  return Buffer.from(xdr.opaque(longestHandle));
}

/** `post_op_fh3` (RFC 1813 §2.6), with which the results of CREATE begin. */
function readOptionalHandle(xdr: XdrReader): FileHandle | undefined {
  return xdr.optional(() => readHandle(xdr));
}

/** `FSINFO3resok`. */
function readLimits(xdr: XdrReader): TransferLimits {
  readOptionalAttributes(xdr);
  const readBytes = xdr.uint32();
  xdr.fixedOpaque(4 + 4); // rtpref, rtmult
  const writeBytes = xdr.uint32();
  if (readBytes === 0 || writeBytes === 0) throw protocolError("The server takes transfers of no byte.");
  return { readBytes, writeBytes };
}

/** `READDIRPLUS3resok`. */
function readPage(xdr: XdrReader): DirectoryPage {
  readOptionalAttributes(xdr);
  const verifier = Buffer.from(xdr.fixedOpaque(verifierBytes));
  let cookie = 0n;
  const entries = xdr.list(mostEntries, () => {
    xdr.uint64(); // fileid
    const name = xdr.opaque(longestName);
    cookie = xdr.uint64();
    const attributes = readOptionalAttributes(xdr);
    xdr.optional(() => xdr.opaque(longestHandle));
    return { name, attributes };
  });
  const isEnd = xdr.bool();
  // An empty page would let a server keep a client asking for ever.
  if (entries.length === 0 && !isEnd)
    throw protocolError("The server sent a part of a directory without any entry.");
  return { entries, next: isEnd ? undefined : { cookie, verifier } };
}
