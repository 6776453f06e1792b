import { headerBytes } from "../header.ts";
import { protocolError } from "../session-errors.ts";

/**
 * Where the body of a response begins, after a check of its StructureSize.
 *
 * @param structureSize as the specification gives it for this response
 * @throws LocationError `protocol`
 */
export function bodyAt(message: Buffer, structureSize: number): number {
  const isWhole = message.length >= headerBytes + 2;
  if (!isWhole || message.readUInt16LE(headerBytes) !== structureSize) {
    throw protocolError("The server sent an answer of another kind than was asked for.");
  }
  return headerBytes;
}

/** An open file or directory ([MS-SMB2] §2.2.14.1). */
export type FileId = Uint8Array;

export const fileIdBytes = 16;
