import { headerBytes } from "../header.ts";
import { opaque, partOf, Structure, uint16, uint32, uint64 } from "../structure.ts";
import { bodyAt } from "./body.ts";
import { encodeContexts, type NegotiateContext, readContexts } from "./negotiate-context.ts";

/** Security modes ([MS-SMB2] §2.2.3). */
export const securityMode = { SIGNING_ENABLED: 0x0001, SIGNING_REQUIRED: 0x0002 } as const;

/** Capabilities of a client or a server ([MS-SMB2] §2.2.3, §2.2.4). */
export const globalCapability = { LARGE_MTU: 0x00000004, ENCRYPTION: 0x00000040 } as const;

// SMB2 NEGOTIATE Request ([MS-SMB2] §2.2.3)
const request = new Structure({
  StructureSize: uint16,
  DialectCount: uint16,
  SecurityMode: uint16,
  Reserved: uint16,
  Capabilities: uint32,
  ClientGuid: opaque(16),
  NegotiateContextOffset: uint32,
  NegotiateContextCount: uint16,
  Reserved2: uint16,
});

// SMB2 NEGOTIATE Response ([MS-SMB2] §2.2.4)
const response = new Structure({
  StructureSize: uint16,
  SecurityMode: uint16,
  DialectRevision: uint16,
  NegotiateContextCount: uint16,
  ServerGuid: opaque(16),
  Capabilities: uint32,
  MaxTransactSize: uint32,
  MaxReadSize: uint32,
  MaxWriteSize: uint32,
  SystemTime: uint64,
  ServerStartTime: uint64,
  SecurityBufferOffset: uint16,
  SecurityBufferLength: uint16,
  NegotiateContextOffset: uint32,
});

/** What a client says first; FSCTL_VALIDATE_NEGOTIATE_INFO repeats most of it. */
export interface NegotiateRequest {
  readonly dialects: readonly number[];
  readonly securityMode: number;
  readonly capabilities: number;
  readonly clientGuid: Uint8Array;
  /** Only for a client that offers 3.1.1. */
  readonly contexts: readonly NegotiateContext[];
}

/** What a server answers. */
export interface NegotiateResponse {
  readonly dialect: number;
  readonly securityMode: number;
  readonly capabilities: number;
  readonly serverGuid: Uint8Array;
  /** Bytes in one request or answer. */
  readonly maxTransactSize: number;
  readonly maxReadSize: number;
  readonly maxWriteSize: number;
  /** What the server says about the ways to authenticate; may be empty. */
  readonly securityBuffer: Buffer;
  readonly contexts: readonly NegotiateContext[];
}

export function encodeNegotiateRequest(given: NegotiateRequest): Buffer {
  const list = Buffer.alloc(given.dialects.length * 2);
  given.dialects.forEach((dialect, index) => list.writeUInt16LE(dialect, index * 2));
  const end = headerBytes + request.bytes + list.length;
  const padding = Buffer.alloc(given.contexts.length === 0 ? 0 : -end & 7);
  const fixed = request.encode({
    StructureSize: 36,
    DialectCount: given.dialects.length,
    SecurityMode: given.securityMode,
    Capabilities: given.capabilities,
    ClientGuid: given.clientGuid,
    NegotiateContextOffset: given.contexts.length === 0 ? 0 : end + padding.length,
    NegotiateContextCount: given.contexts.length,
  });
  return Buffer.concat([fixed, list, padding, encodeContexts(given.contexts)]);
}

/** @throws LocationError `protocol` */
export function decodeNegotiateResponse(message: Buffer): NegotiateResponse {
  const fields = response.decode(message, bodyAt(message, 65));
  const hasContexts = fields.DialectRevision === 0x0311;
  return {
    dialect: fields.DialectRevision,
    securityMode: fields.SecurityMode,
    capabilities: fields.Capabilities,
    serverGuid: fields.ServerGuid,
    maxTransactSize: fields.MaxTransactSize,
    maxReadSize: fields.MaxReadSize,
    maxWriteSize: fields.MaxWriteSize,
    securityBuffer: partOf(message, fields.SecurityBufferOffset, fields.SecurityBufferLength),
    contexts: hasContexts
      ? readContexts(message, fields.NegotiateContextOffset, fields.NegotiateContextCount)
      : [],
  };
}
