import { constants, gunzipSync, zstdCompressSync, zstdDecompressSync, type ZstdOptions } from "node:zlib";
import { failure, failureFrom, type HoldfastError } from "../messages/holdfast-error.ts";
import { compressMember, gzipMembers } from "./gzip-member.ts";
import { type FrameBoundary, frameBoundaries } from "./zstd-frame.ts";

/** How the slices of an archive are compressed. */
export type FrameCodec = "zstd" | "gzip" | "none";

// Room for a slice that does not compress, so that the codec needs no second buffer.
const margin = 8 * 1024;

// A buffer that is filled to its end makes the codec allocate another one.
const spare = 64;

/**
 * One slice as a frame of its own: a zstd frame with content size and checksum,
 * a gzip member, or the bytes as they are. zstd itself stores slices that do not
 * compress as raw blocks. The frame has memory of its own, which `discard` frees.
 *
 * @param level the codec's own level
 */
export function compressFrame(slice: Uint8Array, codec: FrameCodec, level: number): Uint8Array {
  const chunkSize = slice.length + margin;
  switch (codec) {
    case "zstd": {
      const params = {
        [constants.ZSTD_c_compressionLevel]: level,
        [constants.ZSTD_c_checksumFlag]: 1,
        [constants.ZSTD_c_contentSizeFlag]: 1,
      };
      // The type declarations of Node 22 lack pledgedSrcSize; without it no content size is written.
      const options: ZstdOptions & { pledgedSrcSize: number } = {
        chunkSize,
        params,
        pledgedSrcSize: slice.length,
      };
      return zstdCompressSync(slice, options);
    }
    case "gzip":
      return compressMember(slice, level, chunkSize);
    case "none":
      return new Uint8Array(slice);
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
