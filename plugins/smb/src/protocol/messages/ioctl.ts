import { headerBytes } from "../header.ts";
import { opaque, partOf, Structure, uint16, uint32 } from "../structure.ts";
import { bodyAt, fileIdBytes } from "./body.ts";
import type { NegotiateRequest } from "./negotiate.ts";

const FSCTL_VALIDATE_NEGOTIATE_INFO = 0x00140204;
const isFsctl = 0x00000001;
const noFile = Buffer.alloc(fileIdBytes, 0xff);

// SMB2 IOCTL Request ([MS-SMB2] §2.2.31)
const request = new Structure({
  StructureSize: uint16,
  Reserved: uint16,
  CtlCode: uint32,
  FileId: opaque(fileIdBytes),
  InputOffset: uint32,
  InputCount: uint32,
  MaxInputResponse: uint32,
  OutputOffset: uint32,
  OutputCount: uint32,
  MaxOutputResponse: uint32,
  Flags: uint32,
  Reserved2: uint32,
});

// SMB2 IOCTL Response ([MS-SMB2] §2.2.32)
const response = new Structure({
  StructureSize: uint16,
  Reserved: uint16,
  CtlCode: uint32,
  FileId: opaque(fileIdBytes),
  InputOffset: uint32,
  InputCount: uint32,
  OutputOffset: uint32,
  OutputCount: uint32,
  Flags: uint32,
  Reserved2: uint32,
});

// VALIDATE_NEGOTIATE_INFO Request ([MS-SMB2] §2.2.31.4), before its dialects
const validateRequest = new Structure({
  Capabilities: uint32,
  Guid: opaque(16),
  SecurityMode: uint16,
  DialectCount: uint16,
});

// VALIDATE_NEGOTIATE_INFO Response ([MS-SMB2] §2.2.32.6)
const validateResponse = new Structure({
  Capabilities: uint32,
  Guid: opaque(16),
  SecurityMode: uint16,
  Dialect: uint16,
});

/** What the server says that it answered to NEGOTIATE. */
export interface ValidatedNegotiation {
  readonly capabilities: number;
  readonly serverGuid: Uint8Array;
  readonly securityMode: number;
  readonly dialect: number;
}

/** FSCTL_VALIDATE_NEGOTIATE_INFO: tells the server what this client said in NEGOTIATE. */
export function encodeValidateNegotiateRequest(sent: NegotiateRequest): Buffer {
  const list = Buffer.alloc(sent.dialects.length * 2);
  sent.dialects.forEach((dialect, index) => list.writeUInt16LE(dialect, index * 2));
  const input = Buffer.concat([
    validateRequest.encode({
      Capabilities: sent.capabilities,
      Guid: sent.clientGuid,
      SecurityMode: sent.securityMode,
      DialectCount: sent.dialects.length,
    }),
    list,
  ]);
  const fixed = request.encode({
    StructureSize: 57,
    CtlCode: FSCTL_VALIDATE_NEGOTIATE_INFO,
    FileId: noFile,
    InputOffset: headerBytes + request.bytes,
    InputCount: input.length,
    MaxOutputResponse: validateResponse.bytes,
    Flags: isFsctl,
  });
  return Buffer.concat([fixed, input]);
}

/** @throws LocationError `protocol` */
export function decodeValidateNegotiateResponse(message: Buffer): ValidatedNegotiation {
  const { OutputOffset: offset, OutputCount: count } = response.decode(message, bodyAt(message, 49));
  const fields = validateResponse.decode(partOf(message, offset, count));
  return {
    capabilities: fields.Capabilities,
    serverGuid: fields.Guid,
    securityMode: fields.SecurityMode,
    dialect: fields.Dialect,
  };
}
