import type { ClientRequest } from "node:http";
import type { PutBody } from "@holdfast/contract";

const pieceBytes = 256 * 1024;

/**
 * Writes a body piece by piece, each when the system has taken the one before.
 *
 * @param onTaken called with the bytes of each piece that was taken
 * @returns at the end, or as soon as the request is of no more use
 */
export async function writeBody(
  request: ClientRequest,
  { chunks }: PutBody,
  onTaken: (bytes: number) => void,
): Promise<void> {
  const closed = new Promise<false>((resolve) => request.once("close", () => resolve(false)));
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const piece = chunk.subarray(at, at + pieceBytes);
      if (request.destroyed || !(await Promise.race([closed, isTaken(request, piece)]))) return;
      onTaken(piece.length);
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
