import type {
  RecurrenceInfo,
  RetentionInfo,
  ScheduleCreateSpec,
  ScheduleInfo,
  ScheduleUpdateSpec,
} from "@holdfast/core";
import {
  choice,
  type Fields,
  flag,
  integer,
  list,
  map,
  optional,
  secret,
  structure,
  text,
  type Wire,
} from "../wire/types.ts";
import { locationLogin } from "./location.ts";

const days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;

const recurrenceInfo = structure<RecurrenceInfo>("RecurrenceInfo", {
  minute: integer(undefined, { minimum: 0, maximum: 59 }),
  hour: integer(undefined, { minimum: 0, maximum: 23 }),
  days: optional(list(choice(days), "Every day when left out.")),
});

const retentionInfo = structure<RetentionInfo>("RetentionInfo", {
  max_count: integer("How many archives are kept; 0 keeps all."),
});

const enable = flag("Whether it runs by itself.");
const fastBackup = flag("Read back a sample of what was stored instead of all.");
const location = text("URL; its scheme says the type.");
const parts = list(text(), "Ids of optional parts.");

const changeable: Omit<Fields<ScheduleUpdateSpec>, "location"> = {
  parts: optional(parts),
  backup_password: optional(secret("Encrypts the archives.")),
  ...locationLogin,
  enable: optional(enable),
  recurrence_info: optional(recurrenceInfo),
  retention_info: optional(retentionInfo),
  fast_backup: optional(fastBackup),
};

export const scheduleCreateSpec: Wire<ScheduleCreateSpec> = structure<ScheduleCreateSpec>(
  "ScheduleCreateSpec",
  {
    location,
    ...changeable,
  },
);

export const scheduleUpdateSpec: Wire<ScheduleUpdateSpec> = structure<ScheduleUpdateSpec>(
  "ScheduleUpdateSpec",
  {
    location: optional(location),
    ...changeable,
  },
);

/** A schedule as it is told: without passwords. */
export const scheduleInfo: Wire<ScheduleInfo> = structure<ScheduleInfo>("ScheduleInfo", {
  parts,
  location,
  location_user: locationLogin.location_user,
  enable,
  recurrence_info: optional(recurrenceInfo),
  retention_info: optional(retentionInfo),
  fast_backup: fastBackup,
});

/** Schedules by name. */
export const scheduleMap: Wire<ReadonlyMap<string, ScheduleInfo>> = map(scheduleInfo);
