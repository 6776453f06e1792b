import { protocolError } from "../session-errors.ts";
import { partOf, Structure, uint16, uint32 } from "../structure.ts";

/** Types of contexts ([MS-SMB2] §2.2.3.1). */
const contextType = {
  PREAUTH_INTEGRITY_CAPABILITIES: 0x0001,
  ENCRYPTION_CAPABILITIES: 0x0002,
  SIGNING_CAPABILITIES: 0x0008,
} as const;

const sha512 = 0x0001;

// SMB2 NEGOTIATE_CONTEXT ([MS-SMB2] §2.2.3.1)
const contextHeader = new Structure({ ContextType: uint16, DataLength: uint16, Reserved: uint32 });

/** A part of the negotiation of 3.1.1. */
export interface NegotiateContext {
  readonly type: number;
  readonly data: Buffer;
}

/** SMB2_PREAUTH_INTEGRITY_CAPABILITIES ([MS-SMB2] §2.2.3.1.1): SHA-512, the only algorithm there is. */
export function preauthContext(salt: Uint8Array): NegotiateContext {
  const data = Buffer.concat([uint16s([1, salt.length, sha512]), salt]);
  return { type: contextType.PREAUTH_INTEGRITY_CAPABILITIES, data };
}

/** SMB2_ENCRYPTION_CAPABILITIES ([MS-SMB2] §2.2.3.1.2), best cipher first. */
export function encryptionContext(ciphers: readonly number[]): NegotiateContext {
  return { type: contextType.ENCRYPTION_CAPABILITIES, data: uint16s([ciphers.length, ...ciphers]) };
}

/** SMB2_SIGNING_CAPABILITIES ([MS-SMB2] §2.2.3.1.7), best algorithm first. */
export function signingContext(algorithms: readonly number[]): NegotiateContext {
  return { type: contextType.SIGNING_CAPABILITIES, data: uint16s([algorithms.length, ...algorithms]) };
}

/** Whether the server agreed on SHA-512. */
export function confirmsPreauth(contexts: readonly NegotiateContext[]): boolean {
  const data = dataOf(contexts, contextType.PREAUTH_INTEGRITY_CAPABILITIES);
  // HashAlgorithmCount, SaltLength, then the algorithms.
  return (
    data !== undefined && data.length >= 6 && data.readUInt16LE(0) === 1 && data.readUInt16LE(4) === sha512
  );
}

/** The cipher that the server chose; 0 for none of those offered, `undefined` when it says nothing. */
export function chosenCipher(contexts: readonly NegotiateContext[]): number | undefined {
  return chosen(dataOf(contexts, contextType.ENCRYPTION_CAPABILITIES));
}

/** The signing algorithm that the server chose; `undefined` when it says nothing. */
export function chosenSigning(contexts: readonly NegotiateContext[]): number | undefined {
  return chosen(dataOf(contexts, contextType.SIGNING_CAPABILITIES));
}

export function encodeContexts(contexts: readonly NegotiateContext[]): Buffer {
  const parts = contexts.flatMap(({ type, data }, index) => [
    contextHeader.encode({ ContextType: type, DataLength: data.length }),
    data,
    Buffer.alloc(index === contexts.length - 1 ? 0 : -data.length & 7),
  ]);
  return Buffer.concat(parts);
}

/** @throws LocationError `protocol` */
export function readContexts(message: Buffer, offset: number, count: number): readonly NegotiateContext[] {
  const contexts: NegotiateContext[] = [];
  let at = offset;
  for (let index = 0; index < count; index++) {
    const { ContextType: type, DataLength: length } = contextHeader.decode(message, at);
    contexts.push({ type, data: partOf(message, at + contextHeader.bytes, length) });
    at = (at + contextHeader.bytes + length + 7) & ~7;
  }
  return contexts;
}

function dataOf(contexts: readonly NegotiateContext[], type: number): Buffer | undefined {
  const found = contexts.filter((context) => context.type === type);
  if (found.length > 1) throw protocolError("The server sent a negotiate context twice.");
  return found[0]?.data;
}

function chosen(data: Buffer | undefined): number | undefined {
  if (data === undefined) return undefined;
  if (data.length < 4 || data.readUInt16LE(0) !== 1) {
    throw protocolError("The server did not choose one algorithm of those that were offered.");
  }
  return data.readUInt16LE(2);
}

function uint16s(values: readonly number[]): Buffer {
  const encoded = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => encoded.writeUInt16LE(value, index * 2));
  return encoded;
}
