import type { BackupPreflight } from "../backup/backup-preflight.ts";
import { isHoldfastError } from "../messages/holdfast-error.ts";
import { backupRequest } from "./backup-piece.ts";
import type { BackupPiece } from "./structures/backup-job.ts";
import type { ReturnResult } from "./structures/return-result.ts";

/** The operation `backup.validate`. What is wrong with the piece is an answer here, not an error. */
export async function validateBackup(preflight: BackupPreflight, piece: BackupPiece): Promise<ReturnResult> {
  try {
    const { obstacles, warnings } = await preflight.run(backupRequest(piece));
    const messages = [...obstacles, ...warnings];
    if (obstacles.length > 0) return { status: "FAIL", messages };
    return { status: warnings.length > 0 ? "WARNING" : "OK", messages };
  } catch (error) {
    if (!isHoldfastError(error) || error.errorType !== "INVALID_ARGUMENT") throw error;
    return { status: "FAIL", messages: error.messages };
  }
}
