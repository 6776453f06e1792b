import type { Secret } from "@holdfast/contract";
import type { JobState } from "../../job/job.ts";
import type { Message } from "../../messages/message.ts";
import type { TypedLocationSpec } from "./location-spec.ts";

/** vSphere `recovery.restore.RestoreRequest`; `location` is the archive's own directory. */
export interface RestorePiece extends TypedLocationSpec {
  readonly backup_password?: Secret;
  readonly sso_admin_user_name?: string;
  readonly sso_admin_user_password?: Secret;
  /** Restore although validation warns; only a job takes it. */
  readonly ignore_warnings?: boolean;
}

/** vSphere `recovery.restore.job.RestoreJobStatus`. */
export interface RestoreJobStatus {
  readonly state: JobState;
  readonly messages: readonly Message[];
  /** Whole per cent. */
  readonly progress: number;
}

/** vSphere `recovery.restore.Metadata`. */
export interface RestoreMetadata {
  /** When the backup was complete. */
  readonly timestamp: Date;
  readonly parts: readonly string[];
  readonly version: string;
  /** The name of the system that made the archive. */
  readonly boxname: string;
  readonly comment: string;
  /** Whether this system can be restored from the archive; the messages say why not. */
  readonly applicable: boolean;
  readonly messages: readonly Message[];
  readonly sso_login_required: boolean;
}
