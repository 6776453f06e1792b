import type { Message } from "../messages/message.ts";

/**
 * The states of a job, named as in the vSphere API. A cancelled or interrupted
 * job is FAILED, and its messages say which.
 */
export type JobState = "NONE" | "INPROGRESS" | "SUCCEEDED" | "FAILED";

export type JobKind = "backup" | "restore";

/** The phases of a backup, in their order; `verifying` is left out when nothing is to be read back. */
export type BackupPhase = "preparing" | "transferring" | "verifying" | "committing";

/** The phases of a restore, in their order; `swapping` is left out when the restore goes to a new directory. */
export type RestorePhase = "preparing" | "unpacking" | "swapping";

export type JobPhase = BackupPhase | RestorePhase;

/** What was asked for when the job was created. Never a secret. */
export interface JobRequest {
  /** The location of a backup, the archive of a restore. */
  readonly location: string;
  /** `""` when the location needs none. */
  readonly locationUser: string;
  readonly type: "MANUAL" | "SCHEDULED";
  /** Ids of the parts. */
  readonly parts: readonly string[];
  readonly comment: string;
  /** Version and build of the appliance at that time. */
  readonly version: string;
  readonly build: string;
}

/** Byte counts of a job. */
export interface JobBytes {
  /** What there is to move: read from the parts by a backup, unpacked by a restore. An estimate while the job runs. */
  readonly source: number;
  /** How much of it was moved. */
  readonly done: number;
  /** What the location took, or gave, after compression and encryption. */
  readonly stored: number;
}

/** All that can be seen of a job. */
export interface JobStatus {
  /** `YYYYMMDD-HHMMSS-<build>`. */
  readonly id: string;
  readonly kind: JobKind;
  readonly request: JobRequest;
  readonly state: JobState;
  /** The phase the job is in, or was in when it ended; `undefined` before it started. */
  readonly phase: JobPhase | undefined;
  readonly messages: readonly Message[];
  /** Whole per cent; never goes back, and is 100 exactly when the state is SUCCEEDED. */
  readonly progress: number;
  /** `undefined` before the job started. */
  readonly startTime: Date | undefined;
  /** Set exactly when the job has ended; never before `startTime`. */
  readonly endTime: Date | undefined;
  /** Milliseconds since the start by the monotonic clock, as of the last event. */
  readonly elapsedMs: number;
  readonly bytes: JobBytes;
  /** How fast `bytes.done` grows, while it does. */
  readonly bytesPerSecond: number | undefined;
  /** Seconds until `bytes.done` reaches `bytes.source` at that speed. */
  readonly secondsLeft: number | undefined;
  readonly cancelRequested: boolean;
  /** Whether a request to cancel would be taken. */
  readonly cancelable: boolean;
}
