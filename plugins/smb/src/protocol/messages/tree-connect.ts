import { headerBytes } from "../header.ts";
import { Structure, uint16, uint32, uint8, utf16 } from "../structure.ts";
import { bodyAt } from "./body.ts";

/** Kinds of shares ([MS-SMB2] §2.2.10). */
export const shareType = { DISK: 0x01, PIPE: 0x02, PRINT: 0x03 } as const;

/** Flags of a share ([MS-SMB2] §2.2.10). */
export const shareFlag = { ENCRYPT_DATA: 0x00008000 } as const;

// SMB2 TREE_CONNECT Request ([MS-SMB2] §2.2.9)
const request = new Structure({
  StructureSize: uint16,
  Flags: uint16,
  PathOffset: uint16,
  PathLength: uint16,
});

// SMB2 TREE_CONNECT Response ([MS-SMB2] §2.2.10)
const response = new Structure({
  StructureSize: uint16,
  ShareType: uint8,
  Reserved: uint8,
  ShareFlags: uint32,
  Capabilities: uint32,
  MaximalAccess: uint32,
});

/** @param path such as `\\server\share` */
export function encodeTreeConnectRequest(path: string): Buffer {
  const encoded = utf16(path);
  const fixed = request.encode({
    StructureSize: 9,
    PathOffset: headerBytes + request.bytes,
    PathLength: encoded.length,
  });
  return Buffer.concat([fixed, encoded]);
}

/** @throws LocationError `protocol` */
export function decodeTreeConnectResponse(message: Buffer): { type: number; flags: number } {
  const fields = response.decode(message, bodyAt(message, 16));
  return { type: fields.ShareType, flags: fields.ShareFlags };
}
