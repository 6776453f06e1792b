import { generateFileKey, payloadNonceSize } from "./age/file-key.ts";
import { openWithFileKey, sealWithFileKey } from "./age/file.ts";
import { parseHeader, serializeHeader } from "./age/header.ts";
import type { Identity, Recipient } from "./age/identity.ts";
import { plainCapacity, scatter, sealedSize } from "./age/payload.ts";
import { unwrapWithIdentities, wrapForRecipient } from "./age/x25519.ts";

/** How the bytes of a volume lie in its buffer while it is being filled, and what completes it. */
export interface VolumeLayout {
  /** How many bytes of plaintext fit into a stored volume of at most `size` bytes. */
  capacity(size: number): number;
  /** Puts plaintext in its place. Any order will do, and several threads may do it at once. */
  place(buffer: Uint8Array, plainOffset: number, bytes: Uint8Array): void;
  /** Makes the stored file of the bytes that were placed, in the same buffer; its size. */
  finish(buffer: Uint8Array, plainSize: number): number;
}

/** The way back. */
export interface VolumeReader {
  /**
   * The plaintext of a whole stored volume, in the same memory.
   *
   * Throws `holdfast.seal.*`; the memory's content is worthless then.
   */
  open(file: Uint8Array): Uint8Array;
}

/**
 * Where the payload of a volume starts: version line (22), one X25519 stanza
 * (54 + 44), MAC line (48) and the payload's nonce.
 */
export const payloadOffset: number = 22 + 54 + 44 + 48 + payloadNonceSize;

/** Volumes that are age files with one X25519 stanza, each with a file key of its own. */
export function sealedLayout(recipient: Recipient): VolumeLayout {
  return {
    capacity: (size) => plainCapacity(Math.max(0, size - payloadOffset)),
    place: (buffer, plainOffset, bytes) => scatter(buffer.subarray(payloadOffset), plainOffset, bytes),
    finish(buffer, plainSize) {
      const fileKey = generateFileKey();
      const header = serializeHeader([wrapForRecipient(fileKey, recipient)], fileKey);
      const size = payloadOffset + sealedSize(plainSize);
      sealWithFileKey(buffer.subarray(0, size), header, fileKey);
      return size;
    },
  };
}

/** Opens what {@link sealedLayout} made for the identity's recipient. */
export function sealedReader(identity: Identity): VolumeReader {
  return {
    open(file) {
      const header = parseHeader(file);
      return openWithFileKey(file, header, unwrapWithIdentities(header.stanzas, [identity]));
    },
  };
}

/** Volumes that are stored as they are. */
export function plainLayout(): VolumeLayout {
  return {
    capacity: (size) => size,
    place: (buffer, plainOffset, bytes) => buffer.set(bytes, plainOffset),
    finish: (_buffer, plainSize) => plainSize,
  };
}

/** Reads what {@link plainLayout} made. */
export function plainReader(): VolumeReader {
  return { open: (file) => file };
}
