import type { BuildInfo, DetailsFilterSpec, DetailsInfo, TaskProgress } from "@holdfast/core";
import {
  choice,
  flag,
  integer,
  list,
  map,
  optional,
  structure,
  text,
  timestamp,
  type Wire,
} from "../wire/types.ts";
import { message } from "./message.ts";

export const detailsFilter: Wire<DetailsFilterSpec> = structure<DetailsFilterSpec>("DetailsFilterSpec", {
  jobs: optional(list(text(), "Ids of jobs; all when left out.")),
});

const progress = structure<TaskProgress>("Progress", {
  total: integer(),
  completed: integer(),
  message,
});

const buildInfo = structure<BuildInfo>("BuildInfo", {
  version_name: text(),
  version: text(),
  build_number: text(),
});

const detailsInfo = structure<DetailsInfo>("DetailsInfo", {
  location: text("URL of the location."),
  location_user: text("Empty when there is none."),
  type: choice(["SCHEDULED", "MANUAL"]),
  messages: list(message),
  description: message,
  service: text(),
  operation: text(),
  status: choice(["PENDING", "RUNNING", "BLOCKED", "SUCCEEDED", "FAILED"]),
  cancelable: flag(),
  progress,
  start_time: timestamp("When the job began."),
  end_time: optional(timestamp("When the job ended.")),
  duration: integer("Seconds since it began."),
  size: integer("Bytes transferred."),
  build: buildInfo,
});

/** Details by job id. */
export const detailsMap: Wire<ReadonlyMap<string, DetailsInfo>> = map(detailsInfo);
