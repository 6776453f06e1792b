import { headerBytes } from "../header.ts";
import { partOf, Structure, uint16, uint32, uint64, uint8 } from "../structure.ts";
import { bodyAt } from "./body.ts";

/** What kind of session it became ([MS-SMB2] §2.2.6). */
export const sessionFlag = { IS_GUEST: 0x0001, IS_NULL: 0x0002, ENCRYPT_DATA: 0x0004 } as const;

// SMB2 SESSION_SETUP Request ([MS-SMB2] §2.2.5)
const request = new Structure({
  StructureSize: uint16,
  Flags: uint8,
  SecurityMode: uint8,
  Capabilities: uint32,
  Channel: uint32,
  SecurityBufferOffset: uint16,
  SecurityBufferLength: uint16,
  PreviousSessionId: uint64,
});

// SMB2 SESSION_SETUP Response ([MS-SMB2] §2.2.6)
const response = new Structure({
  StructureSize: uint16,
  SessionFlags: uint16,
  SecurityBufferOffset: uint16,
  SecurityBufferLength: uint16,
});

export function encodeSessionSetupRequest(mode: number, securityBuffer: Uint8Array): Buffer {
  const fixed = request.encode({
    StructureSize: 25,
    SecurityMode: mode,
    SecurityBufferOffset: headerBytes + request.bytes,
    SecurityBufferLength: securityBuffer.length,
  });
  return Buffer.concat([fixed, securityBuffer]);
}

/** @throws LocationError `protocol` */
export function decodeSessionSetupResponse(message: Buffer): { flags: number; securityBuffer: Buffer } {
  const fields = response.decode(message, bodyAt(message, 9));
  return {
    flags: fields.SessionFlags,
    securityBuffer: partOf(message, fields.SecurityBufferOffset, fields.SecurityBufferLength),
  };
}
