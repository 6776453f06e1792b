import { opaque, Structure, uint16, uint32, uint64 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

// SMB2 CLOSE Request ([MS-SMB2] §2.2.15) and SMB2 FLUSH Request ([MS-SMB2] §2.2.17) look the same.
const request = new Structure({
  StructureSize: uint16,
  Flags: uint16,
  Reserved: uint32,
  FileId: opaque(fileIdBytes),
});

// SMB2 CLOSE Response ([MS-SMB2] §2.2.16)
const closeResponse = new Structure({
  StructureSize: uint16,
  Flags: uint16,
  Reserved: uint32,
  CreationTime: uint64,
  LastAccessTime: uint64,
  LastWriteTime: uint64,
  ChangeTime: uint64,
  AllocationSize: uint64,
  EndofFile: uint64,
  FileAttributes: uint32,
});

/** SMB2_CLOSE_FLAG_POSTQUERY_ATTRIB: the answer tells what the file is like. */
const postQueryAttributes = 0x0001;

export function encodeCloseRequest(fileId: FileId): Buffer {
  return request.encode({ StructureSize: 24, Flags: postQueryAttributes, FileId: fileId });
}

/** The file's size in bytes, where the server tells it. @throws LocationError `protocol` */
export function decodeCloseResponse(message: Buffer): bigint | undefined {
  const fields = closeResponse.decode(message, bodyAt(message, 60));
  return (fields.Flags & postQueryAttributes) === 0 ? undefined : fields.EndofFile;
}

export function encodeFlushRequest(fileId: FileId): Buffer {
  return request.encode({ StructureSize: 24, FileId: fileId });
}

/** SMB2 FLUSH Response ([MS-SMB2] §2.2.18). @throws LocationError `protocol` */
export function checkFlushResponse(message: Buffer): void {
  bodyAt(message, 4);
}
