import type { Message } from "../../messages/message.ts";

/** vSphere `cis.task.Status`. A job here is never PENDING or BLOCKED: it runs from the moment that it exists. */
export type TaskStatus = "PENDING" | "RUNNING" | "BLOCKED" | "SUCCEEDED" | "FAILED";

/** vSphere `cis.task.Progress`. */
export interface TaskProgress {
  readonly total: number;
  readonly completed: number;
  readonly message: Message;
}

/** vSphere `recovery.backup.job.details.BuildInfo`. */
export interface BuildInfo {
  /** The product. */
  readonly version_name: string;
  readonly version: string;
  readonly build_number: string;
}

/** vSphere `recovery.backup.job.details.Info`. A typed client rejects one whose fields do not suit its status. */
export interface DetailsInfo {
  /** URL of the location. */
  readonly location: string;
  /** `""` when the location needs none. */
  readonly location_user: string;
  readonly type: "MANUAL" | "SCHEDULED";
  readonly messages: readonly Message[];
  readonly status: TaskStatus;
  readonly cancelable: boolean;
  readonly description: Message;
  readonly service: string;
  readonly operation: string;
  readonly start_time: Date;
  /** Present exactly when the status is SUCCEEDED or FAILED. */
  readonly end_time?: Date;
  /** Seconds. */
  readonly duration: number;
  /** Bytes that the location took. */
  readonly size: number;
  readonly progress: TaskProgress;
  readonly build: BuildInfo;
}

/** vSphere `recovery.backup.job.details.FilterSpec`. */
export interface DetailsFilterSpec {
  /** Ids of jobs; all jobs when left out. */
  readonly jobs?: readonly string[];
}
