import { headerBytes } from "../header.ts";
import { protocolError } from "../session-errors.ts";
import { opaque, partOf, Structure, uint16, uint32, uint64, uint8 } from "../structure.ts";
import { bodyAt, type FileId, fileIdBytes } from "./body.ts";

// SMB2 READ Request ([MS-SMB2] §2.2.19)
const request = new Structure({
  StructureSize: uint16,
  Padding: uint8,
  Flags: uint8,
  Length: uint32,
  Offset: uint64,
  FileId: opaque(fileIdBytes),
  MinimumCount: uint32,
  Channel: uint32,
  RemainingBytes: uint32,
  ReadChannelInfoOffset: uint16,
  ReadChannelInfoLength: uint16,
  Buffer: uint8,
});

// SMB2 READ Response ([MS-SMB2] §2.2.20)
const response = new Structure({
  StructureSize: uint16,
  DataOffset: uint8,
  Reserved: uint8,
  DataLength: uint32,
  DataRemaining: uint32,
  Reserved2: uint32,
});

export function encodeReadRequest(fileId: FileId, offset: bigint, length: number): Buffer {
  return request.encode({
    StructureSize: 49,
    Padding: headerBytes + response.bytes,
    Length: length,
    Offset: offset,
    FileId: fileId,
  });
}

/** The data, in the message's memory; not more than was asked for. @throws LocationError `protocol` */
export function decodeReadResponse(message: Buffer, asked: number): Buffer {
  const fields = response.decode(message, bodyAt(message, 17));
  if (fields.DataLength === 0 || fields.DataLength > asked) {
    throw protocolError(`The server answered a request for ${asked} bytes with ${fields.DataLength}.`);
  }
  return partOf(message, fields.DataOffset, fields.DataLength);
}
