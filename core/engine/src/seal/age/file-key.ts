import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const aead = "chacha20-poly1305";
const tagSize = 16;
const fileKeySize = 16;

// A wrapping key is used once, so that a constant nonce is safe.
const zeroNonce = new Uint8Array(12);

/** Bytes of a stanza's body that wraps a file key. */
export const wrappedSize: number = fileKeySize + tagSize;

/** Bytes of the nonce between header and payload. */
export const payloadNonceSize = 16;

/** A fresh file key: each file has its own. */
export function generateFileKey(): Uint8Array {
  return randomBytes(fileKeySize);
}

/** The key of the payload's chunks. */
export function derivePayloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", fileKey, nonce, "payload", 32));
}

/** Encrypts a file key under a key that is used for nothing else. */
export function wrapFileKey(fileKey: Uint8Array, wrappingKey: Uint8Array): Uint8Array {
  const cipher = createCipheriv(aead, wrappingKey, zeroNonce, { authTagLength: tagSize });
  return Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
}

/** The file key, or `undefined` when it was wrapped under another key. The body has {@link wrappedSize} bytes. */
export function unwrapFileKey(body: Uint8Array, wrappingKey: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv(aead, wrappingKey, zeroNonce, { authTagLength: tagSize });
  decipher.setAuthTag(body.subarray(fileKeySize));
  const fileKey = decipher.update(body.subarray(0, fileKeySize));
  try {
    decipher.final();
    return fileKey;
  } catch {
    return undefined;
  }
}
