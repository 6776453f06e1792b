import { createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from "node:crypto";
import { failure } from "../../messages/holdfast-error.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { unwrapFileKey, wrapFileKey, wrappedSize } from "./file-key.ts";
import { malformedHeader, type Stanza } from "./header.ts";
import { type Identity, keySize, publicKeyOf, type Recipient } from "./identity.ts";

const stanzaType = "X25519";
const info = "age-encryption.org/v1/X25519";

// What RFC 8410 puts before the 32 bytes of an X25519 public key.
const spkiHead = Buffer.from("302a300506032b656e032100", "hex");

/** Wraps a file key for a recipient (age specification, "The X25519 recipient type"). */
export function wrapForRecipient(fileKey: Uint8Array, recipient: Recipient): Stanza {
  const { privateKey } = generateKeyPairSync("x25519");
  const share = publicKeyOf(privateKey);
  const secret = agree(privateKey, recipient.publicKey);
  if (secret === undefined) throw failure("holdfast.seal.invalid-recipient");
  const body = wrapFileKey(fileKey, wrappingKey(secret, share, recipient));
  return { type: stanzaType, args: [encodeBase64(share)], body };
}

/**
 * The file key, from the first stanza that was made for one of the identities.
 *
 * Throws `holdfast.seal.malformed-header`, `holdfast.seal.needs-password` or
 * `holdfast.seal.no-identity-matched`.
 */
export function unwrapWithIdentities(
  stanzas: readonly Stanza[],
  identities: readonly Identity[],
): Uint8Array {
  for (const stanza of stanzas.filter(({ type }) => type === stanzaType)) {
    const share = shareOf(stanza);
    for (const identity of identities) {
      const secret = agree(identity.privateKey, share);
      if (secret === undefined) throw malformedHeader("an X25519 share is a point of low order");
      const fileKey = unwrapFileKey(stanza.body, wrappingKey(secret, share, identity.recipient));
      if (fileKey !== undefined) return fileKey;
    }
  }
  const passwordOnly = stanzas.some(({ type }) => type === "scrypt");
  throw failure(passwordOnly ? "holdfast.seal.needs-password" : "holdfast.seal.no-identity-matched");
}

function shareOf({ args, body }: Stanza): Uint8Array {
  const share = args.length === 1 ? decodeBase64(args[0] ?? "") : undefined;
  if (share?.length !== keySize || body.length !== wrappedSize) {
    throw malformedHeader("an X25519 stanza is not one share of 32 bytes and a wrapped key");
  }
  return share;
}

/** The shared secret; `undefined` when the peer's point is of low order, so that the secret would be zero. */
function agree(privateKey: KeyObject, peer: Uint8Array): Uint8Array | undefined {
  const publicKey = createPublicKey({ key: Buffer.concat([spkiHead, peer]), format: "der", type: "spki" });
  try {
    const secret = diffieHellman({ privateKey, publicKey });
    return secret.every((byte) => byte === 0) ? undefined : secret;
  } catch {
    // OpenSSL itself refuses to derive a zero secret.
    return undefined;
  }
}

function wrappingKey(secret: Uint8Array, share: Uint8Array, recipient: Recipient): Uint8Array {
  const salt = Buffer.concat([share, recipient.publicKey]);
  return new Uint8Array(hkdfSync("sha256", secret, salt, info, 32));
}
