import { headerBytes } from "../header.ts";
import { opaque, Structure, uint16, uint32, uint64, uint8, utf16 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

/** Rights that a file is opened with ([MS-SMB2] §2.2.13.1). */
export const access = {
  READ_DATA: 0x00000001,
  WRITE_DATA: 0x00000002,
  READ_ATTRIBUTES: 0x00000080,
  DELETE: 0x00010000,
  SYNCHRONIZE: 0x00100000,
} as const;

/** What others may do meanwhile ([MS-SMB2] §2.2.13). */
export const shareAccess = { READ: 0x1, WRITE: 0x2, DELETE: 0x4 } as const;

/** Whether a file must be there already ([MS-SMB2] §2.2.13). */
export const disposition = { OPEN: 0x1, CREATE: 0x2, OVERWRITE_IF: 0x5 } as const;

/** Options of CREATE ([MS-SMB2] §2.2.13). */
export const createOption = {
  DIRECTORY_FILE: 0x00000001,
  NON_DIRECTORY_FILE: 0x00000040,
  OPEN_REPARSE_POINT: 0x00200000,
} as const;

const impersonation = 2;

// SMB2 CREATE Request ([MS-SMB2] §2.2.13)
const request = new Structure({
  StructureSize: uint16,
  SecurityFlags: uint8,
  RequestedOplockLevel: uint8,
  ImpersonationLevel: uint32,
  SmbCreateFlags: uint64,
  Reserved: uint64,
  DesiredAccess: uint32,
  FileAttributes: uint32,
  ShareAccess: uint32,
  CreateDisposition: uint32,
  CreateOptions: uint32,
  NameOffset: uint16,
  NameLength: uint16,
  CreateContextsOffset: uint32,
  CreateContextsLength: uint32,
});

// SMB2 CREATE Response ([MS-SMB2] §2.2.14)
const response = new Structure({
  StructureSize: uint16,
  OplockLevel: uint8,
  Flags: uint8,
  CreateAction: uint32,
  CreationTime: uint64,
  LastAccessTime: uint64,
  LastWriteTime: uint64,
  ChangeTime: uint64,
  AllocationSize: uint64,
  EndofFile: uint64,
  FileAttributes: uint32,
  Reserved2: uint32,
  FileId: opaque(fileIdBytes),
  CreateContextsOffset: uint32,
  CreateContextsLength: uint32,
});

/** How a file or directory is opened or made. */
export interface CreateRequest {
  /** From the share's root, with `\` between names; empty for the root itself. */
  readonly name: string;
  readonly access: number;
  readonly shareAccess: number;
  readonly disposition: number;
  readonly options: number;
}

/** What was opened. */
export interface CreateResponse {
  readonly fileId: FileId;
  /** FILETIME. */
  readonly lastWriteTime: bigint;
  readonly size: bigint;
  readonly attributes: number;
}

export function encodeCreateRequest(given: CreateRequest): Buffer {
  const name = utf16(given.name);
  const fixed = request.encode({
    StructureSize: 57,
    ImpersonationLevel: impersonation,
    DesiredAccess: given.access,
    ShareAccess: given.shareAccess,
    CreateDisposition: given.disposition,
    CreateOptions: given.options,
    NameOffset: headerBytes + request.bytes,
    NameLength: name.length,
  });
  // The buffer is at least one byte long, also for the root.
  return Buffer.concat([fixed, name.length === 0 ? Buffer.alloc(1) : name]);
}

/** @throws LocationError `protocol` */
export function decodeCreateResponse(message: Buffer): CreateResponse {
  const fields = response.decode(message, bodyAt(message, 89));
  return {
    fileId: Buffer.from(fields.FileId),
    lastWriteTime: fields.LastWriteTime,
    size: fields.EndofFile,
    attributes: fields.FileAttributes,
  };
}
