import type { JobState, JobStatus } from "../job/job.ts";
import { message } from "../messages/catalogue.ts";
import { startTimeOf } from "./backup-job-status.ts";
import type { DetailsInfo, TaskStatus } from "./structures/job-details.ts";

const taskStatus: Readonly<Record<JobState, TaskStatus>> = {
  NONE: "RUNNING",
  INPROGRESS: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
};

/** A job as `backup.job.details` tells it. */
export function detailsInfo(status: JobStatus, product: string): DetailsInfo {
  const { request, messages, state, endTime, elapsedMs, bytes, progress, phase } = status;
  return {
    location: request.location,
    location_user: request.locationUser,
    type: request.type,
    messages,
    status: taskStatus[state],
    cancelable: status.cancelable,
    description: message("holdfast.operations.backup", request.parts.join(", "), request.location),
    service: "com.vmware.appliance.recovery.backup.job",
    operation: "create",
    start_time: startTimeOf(status),
    ...(endTime !== undefined && { end_time: endTime }),
    duration: Math.round(elapsedMs / 1000),
    size: bytes.stored,
    progress: {
      total: 100,
      completed: progress,
      message: message("holdfast.operations.phase", phase ?? "preparing", progress),
    },
    build: { version_name: product, version: request.version, build_number: request.build },
  };
}
