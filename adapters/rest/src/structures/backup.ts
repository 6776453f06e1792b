import { Type } from "typebox";
import { secret, structure, timestamp } from "../wire/types.ts";
import { locationLogin } from "./location.ts";
import { message } from "./message.ts";

export const recoveryInfo = structure("RecoveryInfo", {
  supported: Type.Boolean({ description: "Whether backup and restore are supported." }),
});

/** What is asked for by a backup; vSphere's name of it is piece. */
export const backupRequest = structure("BackupRequest", {
  parts: Type.Array(Type.String(), {
    description: "Ids of optional parts; the others are always backed up and may be named.",
  }),
  backup_password: Type.Optional(
    secret("Encrypts the archive: 8 to 20 visible ASCII characters of four kinds. None: not encrypted."),
  ),
  location_type: Type.String({ description: "Such as FTP, FTPS, HTTP, HTTPS, SCP, SFTP, NFS or SMB." }),
  location: Type.String({ description: "Path or URL of the location." }),
  ...locationLogin,
  comment: Type.Optional(Type.String({ description: "Shown by lists of archives; never encrypted." })),
  fast_backup: Type.Optional(Type.Boolean({ description: "Read back a sample instead of all." })),
});

const processState = Type.Enum(["NONE", "INPROGRESS", "SUCCEEDED", "FAILED"]);

export const backupJobStatus = structure("BackupJobStatus", {
  // First, because a client takes the first value of the object for the id.
  id: Type.String({ description: "YYYYMMDD-HHMMSS-BUILD, UTC." }),
  state: processState,
  messages: Type.Array(message),
  progress: Type.Integer({ description: "Per cent." }),
  start_time: timestamp("When the job began."),
  end_time: Type.Optional(timestamp("When the job ended; absent until then.")),
});

export const restoreJobStatus = structure("RestoreJobStatus", {
  state: processState,
  messages: Type.Array(message),
  progress: Type.Integer({ description: "Per cent." }),
});

export const part = structure("Part", {
  id: Type.String(),
  name: message,
  description: message,
  selected_by_default: Type.Boolean(),
  optional: Type.Boolean({ description: "Whether a backup may leave the part out." }),
});
