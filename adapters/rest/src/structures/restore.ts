import { Type } from "typebox";
import { secret, structure, timestamp } from "../wire/types.ts";
import { locationLogin } from "./location.ts";
import { message } from "./message.ts";

const login = {
  sso_admin_user_name: Type.Optional(Type.String({ description: "Accepted, without effect." })),
  sso_admin_user_password: Type.Optional(secret("Accepted, without effect.")),
};

const ignoreWarnings = Type.Optional(
  Type.Boolean({ description: "Go on in spite of warnings; false when left out." }),
);

export const restoreRequest = structure("RestoreRequest", {
  backup_password: Type.Optional(secret("The password that the archive was encrypted with.")),
  location_type: Type.String({ description: "Such as FTP, FTPS, HTTP, HTTPS, SCP, SFTP, NFS or SMB." }),
  location: Type.String({ description: "Path or URL of the archive's directory." }),
  ...locationLogin,
  ...login,
  ignore_warnings: ignoreWarnings,
});

export const restoreMetadata = structure("RestoreMetadata", {
  timestamp: timestamp("When the backup was made."),
  parts: Type.Array(Type.String()),
  version: Type.String(),
  boxname: Type.String({ description: "Name of the system that was backed up." }),
  comment: Type.String(),
  applicable: Type.Boolean({ description: "Whether this appliance can be restored from it." }),
  sso_login_required: Type.Optional(Type.Boolean()),
  messages: Type.Array(message, { description: "Why not." }),
});

export const reconciliationSpec = structure("ReconciliationCreateSpec", {
  ...login,
  ignore_warnings: ignoreWarnings,
});

export const reconciliationInfo = structure("ReconciliationJobInfo", {
  description: message,
  service: Type.String(),
  operation: Type.String(),
  status: Type.Enum(["NONE", "RUNNING", "SUCCEEDED", "FAILED"]),
  messages: Type.Array(message),
  progress: Type.Integer({ description: "Per cent." }),
  cancelable: Type.Optional(Type.Boolean()),
  start_time: Type.Optional(timestamp("When it began.")),
  end_time: Type.Optional(timestamp("When it ended.")),
});
