export const jobMessages = {
  "holdfast.job.cancelled": {
    text: "The job was cancelled.",
    remedy: "Start it again when you want it.",
  },
  "holdfast.job.too-late": {
    text: "The job can no longer be cancelled: it is past the point where stopping would undo it.",
    remedy: "Wait until it ends; this takes seconds.",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.job.not-running": {
    text: "The job is not running, so it cannot be cancelled.",
    remedy: "List the jobs to see how it ended.",
    type: "NOT_ALLOWED_IN_CURRENT_STATE",
  },
  "holdfast.job.unknown": {
    text: "There is no job {0}.",
    remedy: "List the jobs; the newest 1000 are remembered.",
    type: "NOT_FOUND",
  },
  "holdfast.job.interrupted": {
    text: "The job was interrupted: the process that ran it ended before the job did.",
    remedy:
      "Start it again. What it left at the location is removed by the next backup. The system's log says why the process ended: killed, out of memory, power lost.",
  },
  "holdfast.job.feature-in-use": {
    text: "Another job is running on this system, and only one may run at a time.",
    remedy: "Wait until that job ends, or cancel it.",
    type: "FEATURE_IN_USE",
  },
  "holdfast.job.running": {
    text: "The running job is {0}.",
    remedy: "",
  },
  "holdfast.job.invalid-build": {
    text: "The build {0} cannot be part of a job id.",
    remedy: "Give a build of 1 to 32 letters, digits or underscores; digits alone suit every vSphere client.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.job.illegal-transition": {
    text: "A job that is {0} cannot take the event {1}.",
    remedy: "This is a fault in the program that drives the job. Report it with the job's messages.",
  },
  "holdfast.job.failed-unexpectedly": {
    text: "The job failed for a reason that it does not know: {0}.",
    remedy: "Run it again. If it happens again, report the text with the version of Holdfast and Node.",
  },
} as const;
