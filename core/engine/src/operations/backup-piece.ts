import type { BackupRequest } from "../backup/backup-request.ts";
import { locationRequest } from "./location-request.ts";
import type { BackupPiece } from "./structures/backup-job.ts";

/** A piece as the engine takes it. */
export function backupRequest(piece: BackupPiece): BackupRequest {
  const { parts, backup_password: password, comment, fast_backup: fast = false } = piece;
  return {
    location: locationRequest(piece),
    parts,
    ...(fast && { verify: "sample" as const }),
    ...(password !== undefined && { password }),
    ...(comment !== undefined && { comment }),
  };
}
