import { message } from "../../src/messages/catalogue.ts";
import type { JobStatus } from "../../src/job/job.ts";

/** A running backup, with what is given changed. */
export function jobStatus(changes: Partial<JobStatus> = {}): JobStatus {
  return {
    id: "20270301-120000-20931",
    kind: "backup",
    request: {
      location: "sftp://backup.example/fw",
      locationUser: "fw",
      type: "SCHEDULED",
      parts: ["common", "database"],
      comment: "nightly \u{1f989}",
      version: "4.2.0",
      build: "20931",
    },
    state: "INPROGRESS",
    phase: "transferring",
    messages: [message("holdfast.job.running", "'; DROP TABLE jobs; --")],
    progress: 17,
    startTime: new Date("2027-03-01T12:00:00.123Z"),
    endTime: undefined,
    elapsedMs: 8123,
    bytes: { source: 2 ** 43, done: 4096, stored: 1024 },
    bytesPerSecond: 511.5,
    secondsLeft: 12,
    cancelRequested: false,
    cancelable: true,
    ...changes,
  };
}
