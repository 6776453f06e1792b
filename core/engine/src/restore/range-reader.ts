import type { FrameReader } from "./frame-reader.ts";
import type { Selection, StreamRange } from "./selection.ts";

/** Takes pieces of a stream in their order. */
export type PieceConsumer = (bytes: Uint8Array) => Promise<void>;

/** Reads ranges of a part's stream frame by frame; a frame that several ranges share is read once. */
export async function readRanges(
  selection: Selection,
  frames: FrameReader,
  sliceSize: number,
  consume: PieceConsumer,
): Promise<void> {
  let current: { number: number; content: Uint8Array } | undefined;
  for (const { offset, length } of selection.ranges) {
    for (const piece of piecesOf({ offset, length }, sliceSize)) {
      if (current?.number !== piece.frame) {
        current = { number: piece.frame, content: await frames.read(selection.frameAt(piece.frame)) };
      }
      await consume(current.content.subarray(piece.start, piece.end));
    }
  }
}

interface Piece {
  readonly frame: number;
  /** In the frame's content. */
  readonly start: number;
  readonly end: number;
}

function* piecesOf({ offset, length }: StreamRange, sliceSize: number): Generator<Piece> {
  const end = offset + length;
  for (let position = offset; position < end;) {
    const frame = Math.floor(position / sliceSize);
    const start = position - frame * sliceSize;
    const size = Math.min(sliceSize - start, end - position);
    yield { frame, start, end: start + size };
    position += size;
  }
}
