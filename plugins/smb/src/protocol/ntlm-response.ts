import { createHash, createHmac } from "node:crypto";
import { md4 } from "./md4.ts";
import { utf16 } from "./structure.ts";

/** Who logs in. */
export interface NtlmIdentity {
  readonly user: string;
  /** Empty for an account of the server itself. */
  readonly domain: string;
  readonly password: string;
}

/** What proves the password, and the key that both sides then have. */
export interface NtlmV2Response {
  readonly ntChallengeResponse: Buffer;
  readonly sessionBaseKey: Buffer;
}

function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac("md5", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** NTOWFv2 ([MS-NLMP] §3.3.2). */
export function ntowfV2({ user, domain, password }: NtlmIdentity): Buffer {
  return hmacMd5(md4(utf16(password)), utf16(upperCase(user) + domain));
}

/** Windows maps one character to one, so that ß stays. */
function upperCase(text: string): string {
  const upper = Array.from(text, (each) =>
    each.toUpperCase().length === each.length ? each.toUpperCase() : each,
  );
  return upper.join("");
}

/**
 * The NTLMv2 response ([MS-NLMP] §3.3.2).
 *
 * @param time FILETIME of eight bytes, the server's where it told it
 * @param targetInfo AV_PAIRs, with their end mark
 */
export function ntlmV2Response(
  identity: NtlmIdentity,
  serverChallenge: Uint8Array,
  clientChallenge: Uint8Array,
  time: Uint8Array,
  targetInfo: Uint8Array,
): NtlmV2Response {
  const key = ntowfV2(identity);
  const version = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  const zeros = Buffer.alloc(4);
  const temp = Buffer.concat([version, time, clientChallenge, zeros, targetInfo, zeros]);
  const proof = hmacMd5(key, serverChallenge, temp);
  return { ntChallengeResponse: Buffer.concat([proof, temp]), sessionBaseKey: hmacMd5(key, proof) };
}

/** The MIC of an AUTHENTICATE_MESSAGE ([MS-NLMP] §3.1.5.1.2). */
export function ntlmMic(exportedSessionKey: Uint8Array, ...messages: readonly Uint8Array[]): Buffer {
  return hmacMd5(exportedSessionKey, ...messages);
}

/** Which side signs. */
export type NtlmSide = "client-to-server" | "server-to-client";

/**
 * GSS_GetMIC of the first message of one side, with extended session security and
 * without a key exchange ([MS-NLMP] §3.4.4.2, §3.4.5.2).
 */
export function ntlmSignature(exportedSessionKey: Uint8Array, side: NtlmSide, message: Uint8Array): Buffer {
  const constant = `session key to ${side} signing key magic constant\0`;
  const signingKey = createHash("md5").update(exportedSessionKey).update(constant).digest();
  const sequence = Buffer.alloc(4);
  const checksum = hmacMd5(signingKey, sequence, message).subarray(0, 8);
  return Buffer.concat([Buffer.from([1, 0, 0, 0]), checksum, sequence]);
}
