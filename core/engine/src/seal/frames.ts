import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { failure, failureFrom, type HoldfastError } from "../messages/holdfast-error.ts";
import { gzipMembers, MemberEncoder } from "./gzip-member.ts";
import { ZstdEncoder } from "./zstd-encoder.ts";
import { type FrameBoundary, frameBoundaries } from "./zstd-frame.ts";

/** How the slices of an archive are compressed. */
export type FrameCodec = "zstd" | "gzip" | "none";

// A buffer that is filled to its end makes the codec allocate another one.
const spare = 64;

/** Makes the frames of one archive, in one thread. */
export interface FrameEncoder {
  /**
   * One slice as a frame of its own: a zstd frame with content size and checksum,
   * a gzip member, or the bytes as they are.
   *
   * @returns valid until the next call, or until the slice's memory is used again
   */
  encode(slice: Uint8Array): Uint8Array;
}

/** @param level the codec's own level */
export function frameEncoder(codec: FrameCodec, level: number): FrameEncoder {
  switch (codec) {
    case "zstd":
      return new ZstdEncoder(level);
    case "gzip":
      return new MemberEncoder(level);
    case "none":
      return { encode: (slice) => slice };
  }
}

/**
 * The content of one frame, its checksum verified.
 *
 * @param maxSize bytes of content, at most; nothing larger is allocated
 *
 * Throws `holdfast.seal.frame-damaged` or `holdfast.seal.frame-too-large`.
 */
export function decompressFrame(frame: Uint8Array, codec: FrameCodec, maxSize: number): Uint8Array {
  switch (codec) {
    case "zstd":
      return decompress(frame, frameBoundaries, zstdDecompressSync, maxSize);
    case "gzip":
      return decompress(frame, gzipMembers, gunzipSync, maxSize);
    case "none":
      if (frame.length > maxSize) throw tooLarge(maxSize);
      return frame;
  }
}

function decompress(
  frame: Uint8Array,
  boundariesOf: (plaintext: Uint8Array) => FrameBoundary[],
  decode: (frame: Uint8Array, options: { maxOutputLength: number; chunkSize: number }) => Uint8Array,
  maxSize: number,
): Uint8Array {
  const [only, ...others] = boundariesOf(frame);
  if (only === undefined || others.length > 0) throw damaged("it is not exactly one frame");
  const { contentSize } = only;
  if (contentSize > maxSize) throw tooLarge(maxSize);
  // The codec allocates once, and fails on content that is larger than the frame says.
  const options = { maxOutputLength: Math.max(1, contentSize), chunkSize: contentSize + spare };
  let content: Uint8Array;
  try {
    content = decode(frame, options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ERR_BUFFER_TOO_LARGE" ? "it holds more than it says" : message;
    throw failureFrom(error, "holdfast.seal.frame-damaged", reason);
  }
  if (content.length !== contentSize) throw damaged("its content has another size than it says");
  return content;
}

function damaged(reason: string): HoldfastError {
  return failure("holdfast.seal.frame-damaged", reason);
}

function tooLarge(maxSize: number): HoldfastError {
  return failure("holdfast.seal.frame-too-large", maxSize);
}
