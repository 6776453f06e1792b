import { protocolError } from "./session-errors.ts";
import { opaque, Structure, uint16, uint32, uint64 } from "./structure.ts";

/** Commands ([MS-SMB2] §2.2.1.2). */
export const command = {
  NEGOTIATE: 0x0000,
  SESSION_SETUP: 0x0001,
  LOGOFF: 0x0002,
  TREE_CONNECT: 0x0003,
  TREE_DISCONNECT: 0x0004,
  CREATE: 0x0005,
  CLOSE: 0x0006,
  FLUSH: 0x0007,
  READ: 0x0008,
  WRITE: 0x0009,
  IOCTL: 0x000b,
  ECHO: 0x000d,
  QUERY_DIRECTORY: 0x000e,
  QUERY_INFO: 0x0010,
  SET_INFO: 0x0011,
} as const;

/** Flags of the header ([MS-SMB2] §2.2.1.2). */
export const headerFlag = {
  SERVER_TO_REDIR: 0x00000001,
  ASYNC_COMMAND: 0x00000002,
  SIGNED: 0x00000008,
} as const;

/** Bytes of the header; offsets in messages count from its start. */
export const headerBytes = 64;

/** Where the signature lies in a message, and its bytes. */
export const signatureAt = 48;
export const signatureBytes = 16;

/** The message id of what a server sends unasked ([MS-SMB2] §3.2.5.1.2). */
export const unsolicitedMessageId = 0xffff_ffff_ffff_ffffn;

/** `0xFE 'S' 'M' 'B'` ([MS-SMB2] §2.2.1). */
const smb2ProtocolId = 0x424d53fe;

// SMB2 Packet Header - SYNC ([MS-SMB2] §2.2.1.2). In an asynchronous response, AsyncId takes the place of Reserved and TreeId.
const header = new Structure({
  ProtocolId: uint32,
  StructureSize: uint16,
  CreditCharge: uint16,
  Status: uint32,
  Command: uint16,
  Credits: uint16,
  Flags: uint32,
  NextCommand: uint32,
  MessageId: uint64,
  Reserved: uint32,
  TreeId: uint32,
  SessionId: uint64,
  Signature: opaque(signatureBytes),
});

/** What is told in the header of a request. */
export interface RequestHeader {
  readonly command: number;
  readonly creditCharge: number;
  /** Credits that are asked for. */
  readonly credits: number;
  readonly messageId: bigint;
  readonly treeId: number;
  readonly sessionId: bigint;
}

/** What a response's header tells. */
export interface ResponseHeader {
  readonly status: number;
  readonly command: number;
  /** Credits that are granted. */
  readonly credits: number;
  readonly flags: number;
  /** Where the next message of a compound begins, from the start of this one; 0 for the last. */
  readonly nextCommand: number;
  readonly messageId: bigint;
  readonly treeId: number;
  readonly sessionId: bigint;
}

/** The header of a request, without a signature. */
export function encodeHeader(request: RequestHeader): Buffer {
  return header.encode({
    ProtocolId: smb2ProtocolId,
    StructureSize: headerBytes,
    CreditCharge: request.creditCharge,
    Command: request.command,
    Credits: request.credits,
    MessageId: request.messageId,
    TreeId: request.treeId,
    SessionId: request.sessionId,
  });
}

/** @throws LocationError `protocol` */
export function decodeHeader(message: Buffer): ResponseHeader {
  const fields = header.decode(message);
  if (fields.ProtocolId !== smb2ProtocolId || fields.StructureSize !== headerBytes) {
    throw protocolError("The server sent something that is not an SMB 2 message.");
  }
  if ((fields.Flags & headerFlag.SERVER_TO_REDIR) === 0)
    throw protocolError("The server sent a request instead of a response.");
  return {
    status: fields.Status,
    command: fields.Command,
    credits: fields.Credits,
    flags: fields.Flags,
    nextCommand: fields.NextCommand,
    messageId: fields.MessageId,
    treeId: fields.TreeId,
    sessionId: fields.SessionId,
  };
}

/** Marks a request as signed; the signature is made over the flag too. */
export function markSigned(request: Buffer): void {
  request.writeUInt32LE(request.readUInt32LE(16) | headerFlag.SIGNED, 16);
}
