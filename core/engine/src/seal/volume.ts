import { generateFileKey, payloadNonceSize } from "./age/file-key.ts";
import { openWithFileKey, sealWithFileKey } from "./age/file.ts";
import { copyBytes } from "../memory/copy-bytes.ts";
import { parseHeader, serializeHeader } from "./age/header.ts";
import type { Identity, Recipient } from "./age/identity.ts";
import { checkLabel, labelStanza } from "./volume-label.ts";
import { plainCapacity, scatter, sealedSize } from "./age/payload.ts";
import { unwrapWithIdentities, wrapForRecipient } from "./age/x25519.ts";

/** How the bytes of a volume lie in its buffer while it is being filled, and what completes it. */
export interface VolumeLayout {
  /** How many bytes of plaintext fit into a stored volume of at most `size` bytes. */
  capacity(size: number): number;
  /** Puts plaintext in its place. Any order will do, and several threads may do it at once. */
  place(buffer: Uint8Array, plainOffset: number, bytes: Uint8Array): void;
  /** Makes the stored file of the bytes that were placed, in the same buffer; its size. */
  finish(buffer: Uint8Array, plainSize: number, label: string): number;
}

/** The way back. */
export interface VolumeReader {
  /**
   * The plaintext of a whole stored volume, in the same memory.
   *
   * Throws `holdfast.seal.*`, `other-volume` when it was sealed under another label;
   * the memory's content is worthless then.
   */
  open(file: Uint8Array, label: string): Uint8Array;
}

/**
 * Where the payload of a volume starts: version line (22), one X25519 stanza
 * (54 + 44), the label's stanza (19 + 23), MAC line (48) and the payload's nonce.
 */
export const payloadOffset: number = 22 + 54 + 44 + 19 + 23 + 48 + payloadNonceSize;

/**
 * Volumes that are age files with one X25519 stanza, each with a file key of its
 * own, and with a stanza that binds them to their label.
 */
export function sealedLayout(recipient: Recipient): VolumeLayout {
  return {
    capacity: (size) => plainCapacity(Math.max(0, size - payloadOffset)),
    place: (buffer, plainOffset, bytes) => scatter(buffer.subarray(payloadOffset), plainOffset, bytes),
    finish(buffer, plainSize, label) {
      const fileKey = generateFileKey();
      const stanzas = [wrapForRecipient(fileKey, recipient), labelStanza(label)];
      const header = serializeHeader(stanzas, fileKey);
      const size = payloadOffset + sealedSize(plainSize);
      sealWithFileKey(buffer.subarray(0, size), header, fileKey);
      return size;
    },
  };
}

/** Opens what {@link sealedLayout} made for the identity's recipient. */
export function sealedReader(identity: Identity): VolumeReader {
  return {
    open(file, label) {
      const header = parseHeader(file);
      const fileKey = unwrapWithIdentities(header.stanzas, [identity]);
      const plaintext = openWithFileKey(file, header, fileKey);
      checkLabel(header, label);
      return plaintext;
    },
  };
}

/** Volumes that are stored as they are. */
export function plainLayout(): VolumeLayout {
  return {
    capacity: (size) => size,
    place: (buffer, plainOffset, bytes) => void copyBytes(bytes, buffer, plainOffset),
    finish: (_buffer, plainSize) => plainSize,
  };
}

/** Reads what {@link plainLayout} made. */
export function plainReader(): VolumeReader {
  return { open: (file) => file };
}
