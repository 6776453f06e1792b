import { stampOf } from "../job/job-id.ts";
import type { JobStatus } from "../job/job.ts";
import { stampTime } from "../manifest/archive-name.ts";
import type { BackupJobStatus } from "./structures/backup-job.ts";

/** A job as `backup.job` tells it. */
export function backupJobStatus(status: JobStatus): BackupJobStatus {
  const { id, state, messages, progress, endTime } = status;
  return {
    id,
    state,
    messages,
    progress,
    start_time: startTimeOf(status),
    ...(endTime !== undefined && { end_time: endTime }),
  };
}

/** When a job began. One that has not yet is about to, at the time in its id. */
export function startTimeOf({ id, startTime }: JobStatus): Date {
  return startTime ?? stampTime(stampOf(id));
}
