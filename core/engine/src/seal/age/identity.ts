import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { Secret } from "@holdfast/contract";
import { failure } from "../../messages/holdfast-error.ts";
import { decodeBech32, encodeBech32 } from "./bech32.ts";

const recipientPrefix = "age";
const identityPrefix = "AGE-SECRET-KEY-";

/** Bytes of an X25519 key, secret or public. */
export const keySize = 32;

// What RFC 8410 puts before the 32 bytes of an X25519 private key in PKCS #8.
const pkcs8Head = Buffer.from("302e020100300506032b656e04220420", "hex");

/** An X25519 public key that files can be sealed for. */
export interface Recipient {
  readonly publicKey: Uint8Array;
  /** `age1…` */
  toString(): string;
}

/** An X25519 key pair that opens what was sealed for its recipient. */
export interface Identity {
  readonly privateKey: KeyObject;
  readonly recipient: Recipient;
  /** `AGE-SECRET-KEY-1…` */
  toText(): Secret;
}

/** A fresh identity from the system's random source. */
export function generateIdentity(): Identity {
  return identityOf(generateKeyPairSync("x25519").privateKey);
}

/** Reads `AGE-SECRET-KEY-1…`. Throws `holdfast.seal.invalid-identity`. */
export function parseIdentity(text: Secret): Identity {
  const key = decodeKey(text.reveal(), identityPrefix);
  if (key === undefined) throw failure("holdfast.seal.invalid-identity");
  return identityOf(createPrivateKey({ key: Buffer.concat([pkcs8Head, key]), format: "der", type: "pkcs8" }));
}

/** Reads `age1…`. Throws `holdfast.seal.invalid-recipient`. */
export function parseRecipient(text: string): Recipient {
  const key = decodeKey(text, recipientPrefix);
  if (key === undefined) throw failure("holdfast.seal.invalid-recipient");
  return recipientOf(key);
}

/** The 32 secret bytes, as they stand in the identity's text. */
export function secretKeyOf(identity: Identity): Uint8Array {
  return Buffer.from(identity.privateKey.export({ format: "jwk" }).d ?? "", "base64url");
}

/** The 32 bytes of the public half of an X25519 private key. */
export function publicKeyOf(privateKey: KeyObject): Uint8Array {
  return Buffer.from(createPublicKey(privateKey).export({ format: "jwk" }).x ?? "", "base64url");
}

function identityOf(privateKey: KeyObject): Identity {
  const identity: Identity = {
    privateKey,
    recipient: recipientOf(publicKeyOf(privateKey)),
    toText: () => new Secret(encodeBech32(identityPrefix.toLowerCase(), secretKeyOf(identity)).toUpperCase()),
  };
  return identity;
}

function recipientOf(publicKey: Uint8Array): Recipient {
  return { publicKey, toString: () => encodeBech32(recipientPrefix, publicKey) };
}

function decodeKey(text: string, prefix: string): Uint8Array | undefined {
  const decoded = decodeBech32(text);
  return decoded?.prefix === prefix && decoded.data.length === keySize ? decoded.data : undefined;
}
