import { Type } from "typebox";
import { map, structure, timestamp } from "../wire/types.ts";
import { message } from "./message.ts";

export const detailsFilter = structure("DetailsFilterSpec", {
  jobs: Type.Optional(Type.Array(Type.String(), { description: "Ids of jobs; all when left out." })),
});

const progress = structure("Progress", {
  total: Type.Integer(),
  completed: Type.Integer(),
  message,
});

const buildInfo = structure("BuildInfo", {
  version_name: Type.String(),
  version: Type.String(),
  build_number: Type.String(),
});

const detailsInfo = structure("DetailsInfo", {
  location: Type.String({ description: "URL of the location." }),
  location_user: Type.String({ description: "Empty when there is none." }),
  type: Type.Enum(["SCHEDULED", "MANUAL"]),
  messages: Type.Array(message),
  description: message,
  service: Type.String(),
  operation: Type.String(),
  status: Type.Enum(["PENDING", "RUNNING", "BLOCKED", "SUCCEEDED", "FAILED"]),
  cancelable: Type.Boolean(),
  progress: Type.Optional(progress),
  start_time: Type.Optional(timestamp("When the job began.")),
  end_time: Type.Optional(timestamp("When the job ended.")),
  duration: Type.Optional(Type.Integer({ description: "Seconds since it began." })),
  size: Type.Optional(Type.Integer({ description: "Bytes transferred." })),
  build: Type.Optional(buildInfo),
  fast_backup: Type.Optional(Type.Boolean()),
});

export const detailsMap = map(detailsInfo);
