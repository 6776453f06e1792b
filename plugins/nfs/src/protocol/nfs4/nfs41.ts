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
import { NfsStatusError } from "../nfs-status.ts";
import { protocolError } from "../protocol-error.ts";
import type { RpcClient } from "../rpc/rpc-client.ts";
import { attribute, describeFile, fileAttributes } from "./attributes.ts";
import {
  commit,
  createDirectory,
  getAttr,
  getFh,
  lookup,
  mayExtend,
  putFh,
  putRootFh,
  read,
  readDir,
  remove,
  rename,
  saveFh,
  write,
} from "./file-operations.ts";
import { Nfs4Session } from "./nfs4-session.ts";
import { close, openForReading, openNew } from "./open-operations.ts";

/** A lease of a server that does not say how long its leases are, in seconds. */
const usualLease = 60;
const pageBytes = 4096;

/** A client of NFS version 4.1 on one connection. */
export class Nfs41 implements FileProtocol {
  readonly version = "4.1";
  readonly readBytes: number;
  readonly writeBytes: number;
  /** The root of the server's name space. */
  readonly root: FileHandle;
  readonly #rpc: RpcClient;
  readonly #session: Nfs4Session;

  private constructor(rpc: RpcClient, session: Nfs4Session, root: FileHandle, limits: TransferLimits) {
    this.#rpc = rpc;
    this.#session = session;
    this.root = root;
    this.readBytes = limits.readBytes;
    this.writeBytes = limits.writeBytes;
  }

  /**
   * Makes a session.
   *
   * @param requestBytes most bytes of one READ or WRITE that this client wants
   */
  static async open(rpc: RpcClient, requestBytes: number): Promise<Nfs41> {
    const session = await Nfs4Session.open(rpc);
    const limits = [attribute.leaseTime, attribute.maxRead, attribute.maxWrite];
    const [, root, { leaseTime, maxRead, maxWrite }] = await session.call(putRootFh, getFh, getAttr(limits));
    session.keepLease(leaseTime ?? usualLease);
    const { request, response } = session.dataLimits;
    const readBytes = wholePages(requestBytes, response, maxRead);
    const writeBytes = wholePages(requestBytes, request, maxWrite);
    if (readBytes < 1 || writeBytes < 1) throw protocolError("The server takes transfers of no byte.");
    return new Nfs41(rpc, session, root, { readBytes, writeBytes });
  }

  async mayExtend(directory: FileHandle): Promise<boolean> {
    const [, may] = await this.#session.call(putFh(directory), mayExtend);
    return may;
  }

  async lookup(directory: FileHandle, name: string): Promise<FoundFile> {
    const [, , handle, attributes] = await this.#session.call(
      putFh(directory),
      lookup(name),
      getFh,
      getAttr(fileAttributes),
    );
    return { handle, attributes: describeFile(attributes) };
  }

  async getAttributes(handle: FileHandle): Promise<FileAttributes> {
    const [, attributes] = await this.#session.call(putFh(handle), getAttr(fileAttributes));
    return describeFile(attributes);
  }

  async readDirectory(directory: FileHandle, position?: DirectoryPosition): Promise<DirectoryPage> {
    const [, page] = await this.#session.call(putFh(directory), readDir(position));
    return page;
  }

  async makeDirectory(directory: FileHandle, name: string): Promise<void> {
    await this.#session.call(putFh(directory), createDirectory(name, 0o700));
  }

  async create(directory: FileHandle, name: string): Promise<OpenFile> {
    const owner = this.#session.nextOpenOwner();
    const [, stateid, handle] = await this.#session.call(
      putFh(directory),
      openNew(owner, name, 0o600),
      getFh,
    );
    return { handle, stateid };
  }

  async open(directory: FileHandle, name: string): Promise<OpenFile> {
    const owner = this.#session.nextOpenOwner();
    const [, stateid, handle] = await this.#session.call(
      putFh(directory),
      openForReading(owner, name),
      getFh,
    );
    return { handle, stateid };
  }

  async read({ handle, stateid }: OpenFile, offset: number, length: number): Promise<ReadResult> {
    const [, result] = await this.#session.call(putFh(handle), read(given(stateid), offset, length));
    return result;
  }

  async write(
    { handle, stateid }: OpenFile,
    offset: number,
    data: readonly Uint8Array[],
  ): Promise<WriteResult> {
    const [, result] = await this.#session.callOnce(putFh(handle), write(given(stateid), offset, data));
    return result;
  }

  async commit({ handle }: OpenFile): Promise<Buffer> {
    const [, verifier] = await this.#session.call(putFh(handle), commit);
    return verifier;
  }

  async closeFile({ handle, stateid }: OpenFile): Promise<void> {
    await this.#session.call(putFh(handle), close(given(stateid)));
  }

  async removeFile(directory: FileHandle, name: string): Promise<void> {
    await this.#session.call(putFh(directory), remove(name));
  }

  removeDirectory(directory: FileHandle, name: string): Promise<void> {
    return this.removeFile(directory, name);
  }

  async rename(from: FileHandle, oldName: string, to: FileHandle, newName: string): Promise<void> {
    await this.#session.call(putFh(from), saveFh, putFh(to), rename(oldName, newName));
  }

  async availableBytes(directory: FileHandle): Promise<bigint> {
    const [, { spaceAvailable }] = await this.#session.call(
      putFh(directory),
      getAttr([attribute.spaceAvailable]),
    );
    if (spaceAvailable === undefined) throw new NfsStatusError("NFS4ERR", "ATTRNOTSUPP", "GETATTR");
    return spaceAvailable;
  }

  release(): Promise<void> {
    return this.#rpc.release();
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** The smallest of the limits, in whole pages where it is one at least: servers store pages. */
function wholePages(wanted: number, ...limits: readonly (number | bigint | undefined)[]): number {
  const bytes = Math.min(wanted, ...limits.map((limit) => Number(limit ?? wanted)));
  return bytes < pageBytes ? bytes : bytes - (bytes % pageBytes);
}

/** Every file that was opened has a stateid. */
function given(stateid: Buffer | undefined): Buffer {
  if (stateid === undefined) throw new TypeError("The file was not opened.");
  return stateid;
}
