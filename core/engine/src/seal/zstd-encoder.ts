import { constants, createZstdCompress, zstdCompressSync, type ZstdOptions } from "node:zlib";
import { discard } from "../memory/discard.ts";

// The frame's own checksum and content size; neither is the default of every version.
const frameParams = {
  [constants.ZSTD_c_checksumFlag]: 1,
  [constants.ZSTD_c_contentSizeFlag]: 1,
};

// What zstd wants as room to write its blocks at once where they belong (`ZSTD_COMPRESSBOUND` of zstd.h).
const leastMargin = 8 * 1024;
const marginShift = 8;

/** What a stream of `node:zlib` holds inside: its native codec, and where that leaves what it did not use. */
interface CodecStream {
  readonly _handle?: {
    writeSync?(
      flush: number,
      from: Uint8Array,
      fromOffset: number,
      fromLength: number,
      into: Uint8Array,
      intoOffset: number,
      intoLength: number,
    ): void;
  };
  /** Bytes of room that are left, and bytes of input that are left. */
  readonly _writeState?: Uint32Array;
}

/**
 * Makes zstd frames (RFC 8878), one after the other, with content size and checksum, in one context
 * and one piece of memory for all of them. zstd itself stores what does not compress as raw blocks.
 */
export class ZstdEncoder {
  readonly #level: number;
  #codec: CodecStream | undefined;
  #frame: Uint8Array = new Uint8Array(0);

  /** @param level zstd's own */
  constructor(level: number) {
    this.#level = level;
    const params = { ...frameParams, [constants.ZSTD_c_compressionLevel]: level };
    const codec = createZstdCompress({ params }) as unknown as CodecStream;
    this.#codec = isUsable(codec, level) ? codec : undefined;
  }

  /** Whether the context is used again for each frame. With another Node than expected each frame gets its own. */
  get reusesContext(): boolean {
    return this.#codec !== undefined;
  }

  /** The slice as one frame; valid until the next call. */
  encode(slice: Uint8Array): Uint8Array {
    const size = roomFor(slice.length);
    if (this.#frame.length < size) this.#frame = new Uint8Array(size);
    const length = this.#codec === undefined ? undefined : encodeInto(this.#codec, slice, this.#frame);
    if (length !== undefined) return this.#frame.subarray(0, length);
    // A context that stopped inside a frame would go on there.
    this.#codec = undefined;
    discard(this.#frame);
    this.#frame = encodeAlone(slice, this.#level);
    return this.#frame;
  }
}

function roomFor(sliceSize: number): number {
  return sliceSize + leastMargin + (sliceSize >>> marginShift);
}

/** A frame from a context of its own, in memory of its own. */
function encodeAlone(slice: Uint8Array, level: number): Uint8Array {
  // The type declarations of Node 22 lack pledgedSrcSize; without it no content size is written.
  const options: ZstdOptions & { pledgedSrcSize: number } = {
    chunkSize: roomFor(slice.length),
    params: { ...frameParams, [constants.ZSTD_c_compressionLevel]: level },
    pledgedSrcSize: slice.length,
  };
  return zstdCompressSync(slice, options);
}

/** Undefined unless the whole slice became one frame that is there to its end. */
function encodeInto(codec: CodecStream, slice: Uint8Array, frame: Uint8Array): number | undefined {
  const { _handle: handle, _writeState: left } = codec;
  if (handle?.writeSync === undefined || left === undefined) return undefined;
  handle.writeSync(constants.ZSTD_e_end, slice, 0, slice.length, frame, 0, frame.length);
  const [room = 0, input] = left;
  return input === 0 && room > 0 ? frame.length - room : undefined;
}

// Two, because the second one shows whether the context is ready again.
const samples = [Buffer.from("a sample, a sample, a sample"), Buffer.alloc(1000, "another sample")];

function isUsable(codec: CodecStream, level: number): boolean {
  return samples.every((sample) => {
    const frame = Buffer.alloc(roomFor(sample.length));
    const length = encodeInto(codec, sample, frame);
    return length !== undefined && frame.subarray(0, length).equals(encodeAlone(sample, level));
  });
}
