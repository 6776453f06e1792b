import { failure, type HoldfastError } from "../messages/holdfast-error.ts";

const magic = 0xfd2fb528;
const maxBlockSize = 128 * 1024;
const checksumSize = 4;

/** Where a frame lies, and what it holds. Bytes, all of them. */
export interface FrameBoundary {
  readonly offset: number;
  readonly length: number;
  /** Of the decompressed content, as the frame claims. */
  readonly contentSize: number;
}

/**
 * The frames that one after the other are the plaintext of a volume, found by
 * frame and block headers alone (RFC 8878, section 3.1.1). Only frames as
 * `ZstdEncoder` makes them are taken: with content size and checksum, without
 * dictionary, none of them skippable.
 *
 * Throws `holdfast.seal.frame-damaged`.
 */
export function frameBoundaries(plaintext: Uint8Array): FrameBoundary[] {
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.length);
  const frames: FrameBoundary[] = [];
  try {
    for (let offset = 0; offset < plaintext.length;) {
      const frame = frameAt(view, offset);
      frames.push(frame);
      offset += frame.length;
    }
  } catch (error) {
    if (error instanceof RangeError) throw damaged("it ends inside a header");
    throw error;
  }
  return frames;
}

function frameAt(view: DataView, offset: number): FrameBoundary {
  if (view.getUint32(offset, true) !== magic)
    throw damaged("it does not start with a zstd frame's magic number");
  const descriptor = view.getUint8(offset + 4);
  const singleSegment = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x08) !== 0) throw damaged("a reserved bit is set");
  if ((descriptor & 0x04) === 0) throw damaged("it has no checksum");
  if ((descriptor & 0x03) !== 0) throw damaged("it needs a dictionary");
  let position = offset + (singleSegment ? 5 : 6);
  const sizeFlag = descriptor >>> 6;
  const { contentSize, fieldSize } = contentSizeAt(view, position, sizeFlag, singleSegment);
  position += fieldSize;

  let blocks = 0;
  for (let last = false; !last; blocks++) {
    const header = view.getUint16(position, true) | (view.getUint8(position + 2) << 16);
    const type = (header >>> 1) & 3;
    const blockSize = header >>> 3;
    if (type === 3) throw damaged("a block's type is reserved");
    if (blockSize > maxBlockSize) throw damaged("a block is larger than 128 KiB");
    last = (header & 1) === 1;
    // An RLE block stores one byte, however large it is.
    position += 3 + (type === 1 ? 1 : blockSize);
  }
  if (contentSize > blocks * maxBlockSize) throw damaged("it claims more content than its blocks can hold");
  const length = position + checksumSize - offset;
  if (offset + length > view.byteLength) throw damaged("it ends inside a block");
  return { offset, length, contentSize };
}

function contentSizeAt(
  view: DataView,
  position: number,
  flag: number,
  singleSegment: boolean,
): { contentSize: number; fieldSize: number } {
  if (flag === 1) return { contentSize: view.getUint16(position, true) + 256, fieldSize: 2 };
  if (flag === 2) return { contentSize: view.getUint32(position, true), fieldSize: 4 };
  if (flag === 3) return { contentSize: Number(view.getBigUint64(position, true)), fieldSize: 8 };
  if (!singleSegment) throw damaged("it does not say its content's size");
  return { contentSize: view.getUint8(position), fieldSize: 1 };
}

function damaged(reason: string): HoldfastError {
  return failure("holdfast.seal.frame-damaged", reason);
}
