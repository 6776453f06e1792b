import type {
  ReconciliationInfo,
  ReconciliationSpec,
  RestoreJobStatus,
  RestoreMetadata,
  RestorePiece,
} from "@holdfast/core";
import {
  choice,
  type Fields,
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
import { jobState } from "./backup.ts";
import { locationLogin, locationType } from "./location.ts";
import { message } from "./message.ts";

const login: Fields<ReconciliationSpec> = {
  sso_admin_user_name: optional(text("Accepted, without effect.")),
  sso_admin_user_password: optional(secret("Accepted, without effect.")),
  ignore_warnings: optional(flag("Go on in spite of warnings.")),
};

export const restoreRequest: Wire<RestorePiece> = structure<RestorePiece>("RestoreRequest", {
  backup_password: optional(secret("The password that the archive was encrypted with.")),
  location_type: locationType,
  location: text("Path or URL of the archive's directory."),
  ...locationLogin,
  ...login,
});

export const restoreJobStatus: Wire<RestoreJobStatus> = structure<RestoreJobStatus>("RestoreJobStatus", {
  state: jobState,
  messages: list(message),
  progress: integer("Per cent."),
});

export const restoreMetadata: Wire<RestoreMetadata> = structure<RestoreMetadata>("RestoreMetadata", {
  timestamp: timestamp("When the backup was complete."),
  parts: list(text()),
  version: text(),
  boxname: text("Name of the system that was backed up."),
  comment: text(),
  applicable: flag("Whether this appliance can be restored from it."),
  sso_login_required: flag(),
  messages: list(message, "Why not."),
});

export const reconciliationSpec: Wire<ReconciliationSpec> = structure<ReconciliationSpec>(
  "ReconciliationSpec",
  login,
);

export const reconciliationInfo: Wire<ReconciliationInfo> = structure<ReconciliationInfo>(
  "ReconciliationInfo",
  {
    description: message,
    service: text(),
    operation: text(),
    status: choice(["NONE", "RUNNING", "SUCCEEDED", "FAILED"]),
    messages: list(message),
    progress: integer("Per cent."),
    cancelable: flag(),
    start_time: timestamp("When it began."),
    end_time: optional(timestamp("When it ended.")),
  },
);
