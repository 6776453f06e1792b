import { opaque, Structure, uint16, uint32 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

// SMB2 CLOSE Request ([MS-SMB2] §2.2.15) and SMB2 FLUSH Request ([MS-SMB2] §2.2.17) look the same.
const request = new Structure({
  StructureSize: uint16,
  Flags: uint16,
  Reserved: uint32,
  FileId: opaque(fileIdBytes),
});

export function encodeCloseRequest(fileId: FileId): Buffer {
  return request.encode({ StructureSize: 24, FileId: fileId });
}

export function encodeFlushRequest(fileId: FileId): Buffer {
  return request.encode({ StructureSize: 24, FileId: fileId });
}

/** SMB2 CLOSE Response ([MS-SMB2] §2.2.16). @throws LocationError `protocol` */
export function checkCloseResponse(message: Buffer): void {
  bodyAt(message, 60);
}

/** SMB2 FLUSH Response ([MS-SMB2] §2.2.18). @throws LocationError `protocol` */
export function checkFlushResponse(message: Buffer): void {
  bodyAt(message, 4);
}
