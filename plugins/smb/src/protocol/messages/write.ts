import { headerBytes } from "../header.ts";
import { opaque, Structure, uint16, uint32, uint64 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

// SMB2 WRITE Request ([MS-SMB2] §2.2.21)
const request = new Structure({
  StructureSize: uint16,
  DataOffset: uint16,
  Length: uint32,
  Offset: uint64,
  FileId: opaque(fileIdBytes),
  Channel: uint32,
  RemainingBytes: uint32,
  WriteChannelInfoOffset: uint16,
  WriteChannelInfoLength: uint16,
  Flags: uint32,
});

// SMB2 WRITE Response ([MS-SMB2] §2.2.22)
const response = new Structure({
  StructureSize: uint16,
  Reserved: uint16,
  Count: uint32,
  Remaining: uint32,
  WriteChannelInfoOffset: uint16,
  WriteChannelInfoLength: uint16,
});

/** The request without its data, which follow it. */
export function encodeWriteRequest(fileId: FileId, offset: bigint, length: number): Buffer {
  return request.encode({
    StructureSize: 49,
    DataOffset: headerBytes + request.bytes,
    Length: length,
    Offset: offset,
    FileId: fileId,
  });
}

/** How many bytes were written. @throws LocationError `protocol` */
export function decodeWriteResponse(message: Buffer): number {
  return response.decode(message, bodyAt(message, 17)).Count;
}
