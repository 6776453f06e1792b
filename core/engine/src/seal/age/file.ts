import { randomBytes } from "node:crypto";
import { isSecret, type Secret } from "@holdfast/contract";
import { derivePayloadKey, generateFileKey, payloadNonceSize } from "./file-key.ts";
import { type Header, malformedHeader, parseHeader, serializeHeader, verifyHeader } from "./header.ts";
import type { Identity, Recipient } from "./identity.ts";
import { openInPlace, scatter, sealedSize, sealInPlace } from "./payload.ts";
import { unwrapWithPassword, wrapWithPassword } from "./scrypt.ts";
import { unwrapWithIdentities, wrapForRecipient } from "./x25519.ts";

/** A whole age file (https://age-encryption.org/v1) with the given plaintext, for a password or for recipients. */
export async function sealFile(
  plaintext: Uint8Array,
  protection: Secret | readonly [Recipient, ...Recipient[]],
): Promise<Uint8Array> {
  const fileKey = generateFileKey();
  const stanzas = isSecret(protection)
    ? [await wrapWithPassword(fileKey, protection)]
    : protection.map((recipient) => wrapForRecipient(fileKey, recipient));
  const header = serializeHeader(stanzas, fileKey);
  const payloadOffset = header.length + payloadNonceSize;
  const file = new Uint8Array(payloadOffset + sealedSize(plaintext.length));
  scatter(file.subarray(payloadOffset), 0, plaintext);
  sealWithFileKey(file, header, fileKey);
  return file;
}

/**
 * The plaintext of an age file, which stays as it is.
 *
 * Throws `holdfast.seal.not-age`, `.malformed-header`, `.header-altered` and
 * `.payload-altered`; with a password also `.wrong-password`, `.work-factor` and
 * `.needs-identity`; with identities `.no-identity-matched` and `.needs-password`.
 */
export async function openFile(file: Uint8Array, key: Secret | readonly Identity[]): Promise<Uint8Array> {
  const header = parseHeader(file);
  const fileKey = isSecret(key)
    ? await unwrapWithPassword(header.stanzas, key)
    : unwrapWithIdentities(header.stanzas, key);
  return openWithFileKey(new Uint8Array(file), header, fileKey);
}

/** Completes a file whose plaintext already lies in its payload: writes header and nonce, and seals in place. */
export function sealWithFileKey(file: Uint8Array, header: Uint8Array, fileKey: Uint8Array): void {
  const nonce = randomBytes(payloadNonceSize);
  file.set(header);
  file.set(nonce, header.length);
  sealInPlace(file.subarray(header.length + nonce.length), derivePayloadKey(fileKey, nonce));
}

/**
 * Opens a file in its own memory, once its header is authentic.
 *
 * Throws `holdfast.seal.malformed-header`, `.header-altered` and `.payload-altered`.
 */
export function openWithFileKey(file: Uint8Array, header: Header, fileKey: Uint8Array): Uint8Array {
  verifyHeader(header, fileKey);
  const payloadOffset = header.size + payloadNonceSize;
  if (file.length < payloadOffset) throw malformedHeader("the nonce behind it is cut off");
  const nonce = file.subarray(header.size, payloadOffset);
  return openInPlace(file.subarray(payloadOffset), derivePayloadKey(fileKey, nonce));
}
