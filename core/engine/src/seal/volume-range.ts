import { failure } from "../messages/holdfast-error.ts";
import { derivePayloadKey, payloadNonceSize } from "./age/file-key.ts";
import { parseHeader, verifyHeader } from "./age/header.ts";
import type { Identity } from "./age/identity.ts";
import { chunkSize, openChunks, tagSize } from "./age/payload.ts";
import { unwrapWithIdentities } from "./age/x25519.ts";
import { checkLabel } from "./volume-label.ts";
import { payloadOffset } from "./volume.ts";

/** Whole chunks of a sealed volume, and which of their plaintext is wanted. */
export interface SealedRange {
  /** Where the chunks lie in the file, bytes. */
  readonly offset: number;
  readonly length: number;
  /** The first chunk's number. */
  readonly chunk: number;
  /** Whether the last chunk is the volume's. */
  readonly endsVolume: boolean;
  /** Where the wanted bytes begin in the chunks' plaintext, and how many they are. */
  readonly skip: number;
  readonly wanted: number;
}

/** The start of a sealed volume: what opens any chunk of it. */
export class VolumeHeader {
  /** Bytes of a volume that the header takes. */
  static readonly size: number = payloadOffset;
  readonly fileSize: number;
  readonly key: Uint8Array;

  /**
   * Throws `holdfast.seal.malformed-header`, `.header-altered`, `.no-identity-matched`, `.other-volume`.
   *
   * @param start the first {@link VolumeHeader.size} bytes of the file
   */
  constructor(start: Uint8Array, fileSize: number, identity: Identity, label: string) {
    const header = parseHeader(start);
    const fileKey = unwrapWithIdentities(header.stanzas, [identity]);
    verifyHeader(header, fileKey);
    checkLabel(header, label);
    this.fileSize = fileSize;
    this.key = derivePayloadKey(fileKey, start.subarray(header.size, header.size + payloadNonceSize));
  }
}

/**
 * Which bytes of the file hold this part of the plaintext.
 *
 * Throws `holdfast.seal.payload-altered` when the file is too short for it.
 */
export function sealedRange(fileSize: number, plainOffset: number, plainLength: number): SealedRange {
  const sealedChunk = chunkSize + tagSize;
  const first = Math.floor(plainOffset / chunkSize);
  const last = Math.floor((plainOffset + Math.max(1, plainLength) - 1) / chunkSize);
  const offset = payloadOffset + first * sealedChunk;
  const end = Math.min(fileSize, payloadOffset + (last + 1) * sealedChunk);
  if (end - offset < (last - first) * sealedChunk + tagSize) {
    throw failure("holdfast.seal.payload-altered", "it ends before what the index says it holds");
  }
  return {
    offset,
    length: end - offset,
    chunk: first,
    endsVolume: end === fileSize,
    skip: plainOffset - first * chunkSize,
    wanted: plainLength,
  };
}

/**
 * The wanted bytes, in the memory of the chunks.
 *
 * Throws `holdfast.seal.payload-altered`.
 */
export function openRange(header: VolumeHeader, range: SealedRange, chunks: Uint8Array): Uint8Array {
  const plain = openChunks(chunks, header.key, range.chunk, range.endsVolume);
  if (plain.length < range.skip + range.wanted) {
    throw failure("holdfast.seal.payload-altered", "it ends before what the index says it holds");
  }
  return plain.subarray(range.skip, range.skip + range.wanted);
}
