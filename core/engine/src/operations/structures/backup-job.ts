import type { Secret } from "@holdfast/contract";
import type { JobState } from "../../job/job.ts";
import type { Message } from "../../messages/message.ts";
import type { TypedLocationSpec } from "./location-spec.ts";

/** vSphere `recovery.backup.job.BackupRequest`, which its operations call a piece. */
export interface BackupPiece extends TypedLocationSpec {
  /** Optional parts; those that are not optional are always included, and may be named. */
  readonly parts: readonly string[];
  /** Seals the archive; without it anybody who reads the location can read the archive. */
  readonly backup_password?: Secret;
  readonly comment?: string;
  /** Read back a sample of what was stored instead of all. */
  readonly fast_backup?: boolean;
}

/** vSphere `recovery.backup.job.BackupJobStatus`. */
export interface BackupJobStatus {
  /** `YYYYMMDD-HHMMSS-<build>`. */
  readonly id: string;
  readonly state: JobState;
  readonly messages: readonly Message[];
  /** Whole per cent. */
  readonly progress: number;
  readonly start_time: Date;
  /** Absent until the job has ended. */
  readonly end_time?: Date;
}
