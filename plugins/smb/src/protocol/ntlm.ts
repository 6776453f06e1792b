import { randomBytes } from "node:crypto";
import { type AvPair, avId, encodeAvPairs, findAvPair, readAvPairs, withAvPair } from "./av-pairs.ts";
import { filetimeOf } from "./file-information.ts";
import { type NtlmIdentity, ntlmMic, ntlmV2Response } from "./ntlm-response.ts";
import { protocolError, unsupportedError } from "./session-errors.ts";
import { opaque, partOf, Structure, uint16, uint32, utf16 } from "./structure.ts";

/** NegotiateFlags ([MS-NLMP] §2.2.2.5). KEY_EXCH is not offered: it would take RC4. */
const flag = {
  UNICODE: 0x00000001,
  REQUEST_TARGET: 0x00000004,
  SIGN: 0x00000010,
  NTLM: 0x00000200,
  ANONYMOUS: 0x00000800,
  ALWAYS_SIGN: 0x00008000,
  EXTENDED_SESSIONSECURITY: 0x00080000,
  TARGET_INFO: 0x00800000,
  VERSION: 0x02000000,
  STRONG: 0x20000000, // NTLMSSP_NEGOTIATE_128
} as const;

const offered =
  flag.UNICODE |
  flag.REQUEST_TARGET |
  flag.SIGN |
  flag.NTLM |
  flag.ALWAYS_SIGN |
  flag.EXTENDED_SESSIONSECURITY |
  flag.TARGET_INFO |
  flag.VERSION |
  flag.STRONG;

const signature = Buffer.from("NTLMSSP\0", "latin1");
/** VERSION ([MS-NLMP] §2.2.2.10): 6.1, NTLMSSP_REVISION_W2K3. Servers do not act on it. */
const version = Buffer.from([6, 1, 0, 0, 0, 0, 0, 15]);
/** The bit of MsvAvFlags that announces a MIC. */
const providesMic = 0x00000002;

/** Names of a server, its domain and its forest take a few hundred bytes. */
const longestTargetInfo = 16 * 1024;

const messageType = { NEGOTIATE: 1, CHALLENGE: 2, AUTHENTICATE: 3 } as const;

// A field of NTLM: length twice, offset. Written as one opaque value by fieldOf().
const field = opaque(8);

// NEGOTIATE_MESSAGE ([MS-NLMP] §2.2.1.1)
const negotiate = new Structure({
  Signature: opaque(8),
  MessageType: uint32,
  NegotiateFlags: uint32,
  DomainNameFields: field,
  WorkstationFields: field,
  Version: opaque(8),
});

// CHALLENGE_MESSAGE ([MS-NLMP] §2.2.1.2)
const challenge = new Structure({
  Signature: opaque(8),
  MessageType: uint32,
  TargetNameFields: field,
  NegotiateFlags: uint32,
  ServerChallenge: opaque(8),
  Reserved: opaque(8),
  TargetInfoLength: uint16,
  TargetInfoMaximum: uint16,
  TargetInfoOffset: uint32,
});

// AUTHENTICATE_MESSAGE ([MS-NLMP] §2.2.1.3)
const authenticate = new Structure({
  Signature: opaque(8),
  MessageType: uint32,
  LmChallengeResponseFields: field,
  NtChallengeResponseFields: field,
  DomainNameFields: field,
  UserNameFields: field,
  WorkstationFields: field,
  EncryptedRandomSessionKeyFields: field,
  NegotiateFlags: uint32,
  Version: opaque(8),
  MIC: opaque(16),
});

/** NEGOTIATE_MESSAGE. */
export function ntlmNegotiate(): Buffer {
  return negotiate.encode({
    Signature: signature,
    MessageType: messageType.NEGOTIATE,
    NegotiateFlags: offered,
    Version: version,
  });
}

/** What a server says in its CHALLENGE_MESSAGE. */
interface Challenge {
  readonly serverChallenge: Uint8Array;
  readonly targetInfo: readonly AvPair[];
}

function readChallenge(message: Buffer): Challenge {
  const fields = challenge.decode(message);
  if (!signature.equals(fields.Signature) || fields.MessageType !== messageType.CHALLENGE) {
    throw protocolError("The server sent something that is no NTLM challenge.");
  }
  const needed = flag.UNICODE | flag.EXTENDED_SESSIONSECURITY | flag.TARGET_INFO;
  if ((fields.NegotiateFlags & needed) !== needed) {
    throw unsupportedError("The server does not take NTLMv2, and what is older can be broken.");
  }
  if (fields.TargetInfoLength > longestTargetInfo)
    throw protocolError("The server sent an NTLM challenge that is too long.");
  return {
    serverChallenge: fields.ServerChallenge,
    targetInfo: readAvPairs(partOf(message, fields.TargetInfoOffset, fields.TargetInfoLength)),
  };
}

/** The last message of an NTLM login, and the key that results. */
export interface NtlmAuthentication {
  readonly message: Buffer;
  readonly exportedSessionKey: Buffer;
}

/**
 * Answers a challenge with NTLMv2 ([MS-NLMP] §3.1.5.1.2), with a MIC over all three messages.
 *
 * @param server the host as the user named it
 * @throws LocationError `protocol`, `unsupported`
 */
export function ntlmAuthenticate(
  identity: NtlmIdentity,
  server: string,
  negotiateMessage: Buffer,
  challengeMessage: Buffer,
): NtlmAuthentication {
  const { serverChallenge, targetInfo } = readChallenge(challengeMessage);
  const time = findAvPair(targetInfo, avId.MsvAvTimestamp);
  if (time !== undefined && time.length !== 8)
    throw protocolError("The server sent an NTLM time that is none.");
  const { ntChallengeResponse, sessionBaseKey } = ntlmV2Response(
    identity,
    serverChallenge,
    randomBytes(8),
    time ?? timeNow(),
    encodeAvPairs(answeredPairs(targetInfo, server)),
  );
  const message = encodeAuthenticate(identity, Buffer.alloc(24), ntChallengeResponse, 0);
  // Without a key exchange the key is exported as it is (§3.1.5.1.2).
  const mic = ntlmMic(sessionBaseKey, negotiateMessage, challengeMessage, message);
  mic.copy(message, authenticate.bytes - mic.length);
  return { message, exportedSessionKey: sessionBaseKey };
}

/** The last message of a login without a name ([MS-NLMP] §3.2.5.1.2); there is no key. */
export function ntlmAnonymous(challengeMessage: Buffer): Buffer {
  readChallenge(challengeMessage);
  return encodeAuthenticate({ user: "", domain: "" }, Buffer.alloc(1), Buffer.alloc(0), flag.ANONYMOUS);
}

function answeredPairs(targetInfo: readonly AvPair[], server: string): readonly AvPair[] {
  const flags = Buffer.alloc(4);
  const given = findAvPair(targetInfo, avId.MsvAvFlags);
  flags.writeUInt32LE(((given?.length === 4 ? given.readUInt32LE() : 0) | providesMic) >>> 0);
  const withFlags = withAvPair(targetInfo, avId.MsvAvFlags, flags);
  // There is no channel below that could be bound to.
  const unbound = withAvPair(withFlags, avId.MsvAvChannelBindings, Buffer.alloc(16));
  return withAvPair(unbound, avId.MsvAvTargetName, utf16(`cifs/${server}`));
}

function encodeAuthenticate(
  { user, domain }: Pick<NtlmIdentity, "user" | "domain">,
  lmResponse: Buffer,
  ntResponse: Buffer,
  moreFlags: number,
): Buffer {
  const payload = [lmResponse, ntResponse, utf16(domain), utf16(user)];
  let at = authenticate.bytes;
  const [lm, nt, domainName, userName] = payload.map((part) => {
    const placed = fieldOf(part.length, at);
    at += part.length;
    return placed;
  }) as [Buffer, Buffer, Buffer, Buffer];
  const nothing = fieldOf(0, at);
  const fixed = authenticate.encode({
    Signature: signature,
    MessageType: messageType.AUTHENTICATE,
    LmChallengeResponseFields: lm,
    NtChallengeResponseFields: nt,
    DomainNameFields: domainName,
    UserNameFields: userName,
    WorkstationFields: nothing,
    EncryptedRandomSessionKeyFields: nothing,
    NegotiateFlags: (offered | moreFlags) >>> 0,
    Version: version,
  });
  return Buffer.concat([fixed, ...payload]);
}

function fieldOf(length: number, offset: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeUInt16LE(length, 0);
  encoded.writeUInt16LE(length, 2);
  encoded.writeUInt32LE(offset, 4);
  return encoded;
}

function timeNow(): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(filetimeOf(new Date()));
  return time;
}
