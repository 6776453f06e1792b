import type { ClientRequest } from "node:http";
import type { PutBody } from "@holdfast/contract";

const pieceBytes = 256 * 1024;

/** How much of a body is on its way; both only grow. */
export interface BodyProgress {
  /** Bytes that were given to the connection. */
  given: number;
  /** Bytes that the system has taken from it. */
  taken: number;
}

/**
 * Writes a body piece by piece, each when the system has taken the one before.
 *
 * @param progress brought up to date
 * @param onTaken called when the system has taken a piece
 * @returns at the end, or as soon as the request is of no more use
 */
export async function writeBody(
  request: ClientRequest,
  { chunks }: PutBody,
  progress: BodyProgress,
  onTaken: () => void,
): Promise<void> {
  const closed = new Promise<false>((resolve) => request.once("close", () => resolve(false)));
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const piece = chunk.subarray(at, at + pieceBytes);
      if (request.destroyed) return;
      progress.given += piece.length;
      if (!(await Promise.race([closed, isTaken(request, piece)]))) return;
      progress.taken = progress.given;
      onTaken();
    }
  }
  request.end();
}

/** Whether the system took the piece; the request's own error event says why not. */
function isTaken(request: ClientRequest, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    request.write(piece, (error) => resolve(error === undefined || error === null));
  });
}
