import type { JobStatus } from "../job/job.ts";

/** A job's status as JSON gives it back: times are ISO 8601 text, what was `undefined` is missing. */
export type JobRecord = Omit<JobStatus, "startTime" | "endTime"> & {
  readonly startTime?: string;
  readonly endTime?: string;
};

/** The status that a record was made from. */
export function jobStatusOf(record: JobRecord): JobStatus {
  return { ...record, startTime: timeOf(record.startTime), endTime: timeOf(record.endTime) };
}

function timeOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
