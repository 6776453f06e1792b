import { opaque, partOf, Structure, uint16, uint32, uint8 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

/** What is asked about ([MS-SMB2] §2.2.37). */
export const infoType = { FILE: 0x01, FILESYSTEM: 0x02 } as const;

// SMB2 QUERY_INFO Request ([MS-SMB2] §2.2.37)
const request = new Structure({
  StructureSize: uint16,
  InfoType: uint8,
  FileInfoClass: uint8,
  OutputBufferLength: uint32,
  InputBufferOffset: uint16,
  Reserved: uint16,
  InputBufferLength: uint32,
  AdditionalInformation: uint32,
  Flags: uint32,
  FileId: opaque(fileIdBytes),
});

// SMB2 QUERY_INFO Response ([MS-SMB2] §2.2.38)
const response = new Structure({
  StructureSize: uint16,
  OutputBufferOffset: uint16,
  OutputBufferLength: uint32,
});

/** @param length bytes that the server may answer with */
export function encodeQueryInfoRequest(
  fileId: FileId,
  type: number,
  informationClass: number,
  length: number,
): Buffer {
  return request.encode({
    StructureSize: 41,
    InfoType: type,
    FileInfoClass: informationClass,
    OutputBufferLength: length,
    FileId: fileId,
  });
}

/** The information as it lies in the answer. @throws LocationError `protocol` */
export function decodeQueryInfoResponse(message: Buffer): Buffer {
  const fields = response.decode(message, bodyAt(message, 9));
  return partOf(message, fields.OutputBufferOffset, fields.OutputBufferLength);
}
