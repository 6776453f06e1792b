import { headerBytes } from "../header.ts";
import { opaque, partOf, Structure, uint16, uint32, uint8, utf16 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

// SMB2 QUERY_DIRECTORY Request ([MS-SMB2] §2.2.33)
const request = new Structure({
  StructureSize: uint16,
  FileInformationClass: uint8,
  Flags: uint8,
  FileIndex: uint32,
  FileId: opaque(fileIdBytes),
  FileNameOffset: uint16,
  FileNameLength: uint16,
  OutputBufferLength: uint32,
});

// SMB2 QUERY_DIRECTORY Response ([MS-SMB2] §2.2.34)
const response = new Structure({
  StructureSize: uint16,
  OutputBufferOffset: uint16,
  OutputBufferLength: uint32,
});

/** @param length bytes that the server may answer with */
export function encodeQueryDirectoryRequest(
  fileId: FileId,
  informationClass: number,
  length: number,
): Buffer {
  const pattern = utf16("*");
  const fixed = request.encode({
    StructureSize: 33,
    FileInformationClass: informationClass,
    FileId: fileId,
    FileNameOffset: headerBytes + request.bytes,
    FileNameLength: pattern.length,
    OutputBufferLength: length,
  });
  return Buffer.concat([fixed, pattern]);
}

/** The entries as they lie in the answer. @throws LocationError `protocol` */
export function decodeQueryDirectoryResponse(message: Buffer): Buffer {
  const fields = response.decode(message, bodyAt(message, 9));
  return partOf(message, fields.OutputBufferOffset, fields.OutputBufferLength);
}
