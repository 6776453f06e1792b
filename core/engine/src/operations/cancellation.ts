import type { JobStatus } from "../job/job.ts";
import { message, type MessageId } from "../messages/catalogue.ts";
import { isHoldfastError } from "../messages/holdfast-error.ts";
import type { SystemJobs } from "../state/system-jobs.ts";
import type { ReturnResult } from "./structures/return-result.ts";

/** Asks a job to end early, and tells what came of that. */
export function cancelJob(jobs: SystemJobs, { id, kind, state }: JobStatus): ReturnResult {
  const running = jobs.running(id, kind);
  if (running === undefined) {
    const why = state === "INPROGRESS" ? "holdfast.operations.job-elsewhere" : "holdfast.job.not-running";
    return failed(why, id);
  }
  try {
    running.cancel();
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return { status: "FAIL", messages: error.messages };
  }
  return { status: "OK", messages: [message("holdfast.operations.cancelling", id)] };
}

function failed(id: MessageId, job: string): ReturnResult {
  return { status: "FAIL", messages: [message(id, job)] };
}
