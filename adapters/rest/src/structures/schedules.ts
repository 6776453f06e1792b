import { Type } from "typebox";
import { map, secret, structure } from "../wire/types.ts";
import { locationLogin } from "./location.ts";

const days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;

const recurrenceInfo = structure("RecurrenceInfo", {
  minute: Type.Integer({ minimum: 0, maximum: 59 }),
  hour: Type.Integer({ minimum: 0, maximum: 23 }),
  days: Type.Optional(Type.Array(Type.Enum([...days]), { description: "Every day when left out." })),
});

const retentionInfo = structure("RetentionInfo", {
  max_count: Type.Integer({ description: "How many archives are kept." }),
});

const enable = Type.Boolean({ description: "Whether it runs by itself." });
const location = Type.String({ description: "URL; its scheme says the type." });
const parts = Type.Array(Type.String(), { description: "Ids of optional parts." });
const changeable = {
  backup_password: Type.Optional(secret("Encrypts the archives.")),
  ...locationLogin,
  enable: Type.Optional(enable),
  recurrence_info: Type.Optional(recurrenceInfo),
  retention_info: Type.Optional(retentionInfo),
  fast_backup: Type.Optional(Type.Boolean({ description: "Read back a sample instead of all." })),
};

export const scheduleCreateSpec = structure("ScheduleCreateSpec", {
  parts: Type.Optional(parts),
  location,
  ...changeable,
});

export const scheduleUpdateSpec = structure("ScheduleUpdateSpec", {
  parts: Type.Optional(parts),
  location: Type.Optional(location),
  ...changeable,
});

/** A schedule as it is told: without passwords. */
export const scheduleInfo = structure("ScheduleInfo", {
  parts,
  location,
  location_user: locationLogin.location_user,
  enable,
  recurrence_info: Type.Optional(recurrenceInfo),
  retention_info: Type.Optional(retentionInfo),
  fast_backup: Type.Optional(Type.Boolean()),
});

export const scheduleMap = map(scheduleInfo);
