import {
  type CipherCCMTypes,
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from "node:crypto";
import type { SessionKeys } from "./key-derivation.ts";
import { protocolError, tamperedError } from "./session-errors.ts";
import { opaque, Structure, uint16, uint32, uint64 } from "./structure.ts";

/** How a cipher is numbered ([MS-SMB2] §2.2.3.1.2) and used. */
export interface Cipher {
  readonly name: string;
  readonly id: number;
  readonly keyBytes: number;
  readonly nonceBytes: number;
  readonly mode: { readonly gcm: CipherGCMTypes } | { readonly ccm: CipherCCMTypes };
}

/** The only cipher of 3.0 and 3.0.2. */
export const aes128Ccm: Cipher = {
  name: "AES-128-CCM",
  id: 0x0001,
  keyBytes: 16,
  nonceBytes: 11,
  mode: { ccm: "aes-128-ccm" },
};

/** The ciphers, best first: GCM takes less time than CCM. */
export const ciphers: readonly Cipher[] = [
  { name: "AES-128-GCM", id: 0x0002, keyBytes: 16, nonceBytes: 12, mode: { gcm: "aes-128-gcm" } },
  { name: "AES-256-GCM", id: 0x0004, keyBytes: 32, nonceBytes: 12, mode: { gcm: "aes-256-gcm" } },
  aes128Ccm,
  { name: "AES-256-CCM", id: 0x0003, keyBytes: 32, nonceBytes: 11, mode: { ccm: "aes-256-ccm" } },
];

/** `0xFD 'S' 'M' 'B'`. */
export const transformProtocolId = 0x424d53fd;

const tagBytes = 16;
/** Where the authenticated part of the transform header begins: at its nonce. */
const authenticatedAt = 20;
const encryptedFlag = 0x0001;

// SMB2 TRANSFORM_HEADER ([MS-SMB2] §2.2.41)
const transformHeader = new Structure({
  ProtocolId: uint32,
  Signature: opaque(tagBytes),
  Nonce: opaque(16),
  OriginalMessageSize: uint32,
  Reserved: uint16,
  Flags: uint16,
  SessionId: uint64,
});

/** Encrypts requests and decrypts responses of one session ([MS-SMB2] §3.1.4.3). */
export class MessageCipher {
  readonly #cipher: Cipher;
  readonly #encryptionKey: KeyObject;
  readonly #decryptionKey: KeyObject;
  readonly #sessionId: bigint;
  #nonces = 0n;

  constructor(cipher: Cipher, keys: SessionKeys, sessionId: bigint) {
    this.#cipher = cipher;
    this.#encryptionKey = createSecretKey(keys.clientToServer);
    this.#decryptionKey = createSecretKey(keys.serverToClient);
    this.#sessionId = sessionId;
  }

  /** The encrypted message, as pieces in memory of their own. */
  encrypt(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const header = transformHeader.encode({
      ProtocolId: transformProtocolId,
      Nonce: this.#nextNonce(),
      OriginalMessageSize: length,
      Flags: encryptedFlag,
      SessionId: this.#sessionId,
    });
    const nonce = this.#nonceOf(header);
    const key = this.#encryptionKey;
    const { mode } = this.#cipher;
    if ("gcm" in mode) {
      const cipher = createCipheriv(mode.gcm, key, nonce);
      cipher.setAAD(header.subarray(authenticatedAt));
      const encrypted = pieces.map((piece) => cipher.update(piece));
      cipher.final();
      cipher.getAuthTag().copy(header, 4);
      return [header, ...encrypted];
    }
    const cipher = createCipheriv(mode.ccm, key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(header.subarray(authenticatedAt), { plaintextLength: length });
    // OpenSSL's CCM takes the whole message at once.
    const encrypted = cipher.update(Buffer.concat(pieces));
    cipher.final();
    cipher.getAuthTag().copy(header, 4);
    return [header, encrypted];
  }

  /** @throws LocationError `corrupt` when the message was altered, `protocol` when it is none */
  decrypt(frame: Buffer): Buffer {
    const header = transformHeader.decode(frame);
    const encrypted = frame.subarray(transformHeader.bytes);
    if (header.OriginalMessageSize !== encrypted.length || header.Flags !== encryptedFlag) {
      throw protocolError("The server sent an encrypted message whose header is wrong.");
    }
    if (header.SessionId !== this.#sessionId)
      throw protocolError("The server sent a message of another session.");
    const nonce = this.#nonceOf(frame);
    const authenticated = frame.subarray(authenticatedAt, transformHeader.bytes);
    const key = this.#decryptionKey;
    const { mode } = this.#cipher;
    try {
      if ("gcm" in mode) {
        const decipher = createDecipheriv(mode.gcm, key, nonce, { authTagLength: tagBytes });
        decipher.setAAD(authenticated).setAuthTag(header.Signature);
        const message = decipher.update(encrypted);
        decipher.final();
        return message;
      }
      const decipher = createDecipheriv(mode.ccm, key, nonce, { authTagLength: tagBytes });
      decipher.setAuthTag(header.Signature).setAAD(authenticated, { plaintextLength: encrypted.length });
      const message = decipher.update(encrypted);
      decipher.final();
      return message;
    } catch {
      throw tamperedError("An encrypted message of the server cannot be authenticated");
    }
  }

  /** A number that this session's key has not seen. */
  #nextNonce(): Buffer {
    const nonce = Buffer.alloc(16);
    nonce.writeBigUInt64LE(++this.#nonces);
    return nonce;
  }

  #nonceOf(header: Buffer): Buffer {
    return header.subarray(authenticatedAt, authenticatedAt + this.#cipher.nonceBytes);
  }
}
