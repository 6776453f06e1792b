import { createHmac } from "node:crypto";
import { dialects } from "./dialect.ts";

/** The keys of an authenticated session ([MS-SMB2] §3.2.5.3.1). */
export interface SessionKeys {
  readonly signing: Buffer;
  /** What the client encrypts with. */
  readonly clientToServer: Buffer;
  /** What the client decrypts with. */
  readonly serverToClient: Buffer;
}

/** SP800-108 in counter mode with HMAC-SHA256 ([MS-SMB2] §3.1.4.2), for keys of at most 32 bytes. */
export function deriveKey(key: Uint8Array, label: string, context: Uint8Array, bytes: number): Buffer {
  const counter = Buffer.from([0, 0, 0, 1]);
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(bytes * 8);
  const mac = createHmac("sha256", key).update(counter).update(`${label}\0`).update(Buffer.alloc(1));
  return mac.update(context).update(bits).digest().subarray(0, bytes);
}

/**
 * The keys of a session.
 *
 * @param sessionKey what the authentication agreed on
 * @param preauthHash of the whole session setup; of use from 3.1.1 on
 * @param cipherKeyBytes 16 or 32
 */
export function sessionKeys(
  dialect: number,
  sessionKey: Uint8Array,
  preauthHash: Uint8Array,
  cipherKeyBytes: number,
): SessionKeys {
  const key = Buffer.alloc(16);
  key.set(sessionKey.subarray(0, key.length));
  if (dialect < dialects["3.0"]) return { signing: key, clientToServer: key, serverToClient: key };
  const constant = (text: string): Buffer => Buffer.from(`${text}\0`);
  if (dialect < dialects["3.1.1"]) {
    return {
      signing: deriveKey(key, "SMB2AESCMAC", constant("SmbSign"), 16),
      clientToServer: deriveKey(key, "SMB2AESCCM", constant("ServerIn "), 16),
      serverToClient: deriveKey(key, "SMB2AESCCM", constant("ServerOut"), 16),
    };
  }
  return {
    signing: deriveKey(key, "SMBSigningKey", preauthHash, 16),
    clientToServer: deriveKey(key, "SMBC2SCipherKey", preauthHash, cipherKeyBytes),
    serverToClient: deriveKey(key, "SMBS2CCipherKey", preauthHash, cipherKeyBytes),
  };
}
