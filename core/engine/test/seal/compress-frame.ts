import { type FrameCodec, frameEncoder } from "../../src/seal/frames.ts";

/** One slice as a frame, from an encoder of its own. */
export function compressFrame(slice: Uint8Array, codec: FrameCodec, level: number): Uint8Array {
  return frameEncoder(codec, level).encode(slice);
}
