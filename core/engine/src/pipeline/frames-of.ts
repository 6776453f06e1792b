import type { FrameCodec } from "../seal/frames.ts";
import { gzipMembers } from "../seal/gzip-member.ts";
import { type FrameBoundary, frameBoundaries } from "../seal/zstd-frame.ts";

export type { FrameBoundary } from "../seal/zstd-frame.ts";

/**
 * The frames of a volume's plaintext. Stored slices have no frame around them:
 * there, every `sliceSize` bytes count as one.
 */
export function framesOf(
  plaintext: Uint8Array,
  codec: FrameCodec,
  sliceSize: number,
): readonly FrameBoundary[] {
  switch (codec) {
    case "zstd":
      return frameBoundaries(plaintext);
    case "gzip":
      return gzipMembers(plaintext);
    case "none": {
      const count = Math.ceil(plaintext.length / sliceSize);
      return Array.from({ length: count }, (_, index) => {
        const offset = index * sliceSize;
        const length = Math.min(sliceSize, plaintext.length - offset);
        return { offset, length, contentSize: length };
      });
    }
  }
}
