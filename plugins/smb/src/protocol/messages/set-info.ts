import { headerBytes } from "../header.ts";
import { opaque, Structure, uint16, uint32, uint8 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";
import { infoType } from "./query-info.ts";

// SMB2 SET_INFO Request ([MS-SMB2] §2.2.39)
const request = new Structure({
  StructureSize: uint16,
  InfoType: uint8,
  FileInfoClass: uint8,
  BufferLength: uint32,
  BufferOffset: uint16,
  Reserved: uint16,
  AdditionalInformation: uint32,
  FileId: opaque(fileIdBytes),
});

/** Sets information about a file. */
export function encodeSetInfoRequest(
  fileId: FileId,
  informationClass: number,
  information: Uint8Array,
): Buffer {
  const fixed = request.encode({
    StructureSize: 33,
    InfoType: infoType.FILE,
    FileInfoClass: informationClass,
    BufferLength: information.length,
    BufferOffset: headerBytes + request.bytes,
    FileId: fileId,
  });
  return Buffer.concat([fixed, information]);
}

/** SMB2 SET_INFO Response ([MS-SMB2] §2.2.40). @throws LocationError `protocol` */
export function checkSetInfoResponse(message: Buffer): void {
  bodyAt(message, 2);
}
