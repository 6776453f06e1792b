import type { BackupJobStatus, BackupPiece, JobState, RecoveryInfo, RecoveryPart } from "@holdfast/core";
import {
  choice,
  flag,
  integer,
  list,
  optional,
  secret,
  structure,
  text,
  timestamp,
  type Wire,
} from "../wire/types.ts";
import { locationLogin, locationType } from "./location.ts";
import { message } from "./message.ts";

export const recoveryInfo: Wire<RecoveryInfo> = structure<RecoveryInfo>("RecoveryInfo", {
  supported: flag("Whether backup and restore are supported."),
});

/** What is asked for by a backup; vSphere's name of it is piece. */
export const backupRequest: Wire<BackupPiece> = structure<BackupPiece>("BackupRequest", {
  parts: list(text(), "Ids of optional parts; the others are always backed up and may be named."),
  backup_password: optional(
    secret("Encrypts the archive: 8 to 20 visible ASCII characters of four kinds. None: not encrypted."),
  ),
  location_type: locationType,
  location: text("Path or URL of the location."),
  ...locationLogin,
  comment: optional(text("Shown by lists of archives; never encrypted.")),
  fast_backup: optional(flag("Read back a sample of what was stored instead of all.")),
});

/** State of a backup or a restore. */
export const jobState: Wire<JobState> = choice(["NONE", "INPROGRESS", "SUCCEEDED", "FAILED"]);

export const backupJobStatus: Wire<BackupJobStatus> = structure<BackupJobStatus>("BackupJobStatus", {
  // First, because a client takes the first value of the object for the id.
  id: text("YYYYMMDD-HHMMSS-BUILD, UTC."),
  state: jobState,
  messages: list(message),
  progress: integer("Per cent."),
  start_time: timestamp("When the job began."),
  end_time: optional(timestamp("When the job ended; absent until then.")),
});

export const part: Wire<RecoveryPart> = structure<RecoveryPart>("Part", {
  id: text(),
  name: message,
  description: message,
  selected_by_default: flag(),
  optional: flag("Whether a backup may leave the part out."),
});
