import type { BackupCore, JobStatus, RecoveryOperations } from "@holdfast/core";

/**
 * The vSphere appliance recovery API of an appliance, for programs that run in its process:
 * the operations by the API's names, and what REST cannot give, a job's changes as they happen.
 */
export type RecoveryClient = RecoveryOperations & {
  /**
   * A job's status now and after every change, until it has ended. Who reads slowly is given
   * the latest status only.
   *
   * @param signal ends the iteration: it rejects with the signal's reason
   * @throws HoldfastError NOT_FOUND when the iteration begins
   */
  events(job: string, signal?: AbortSignal): AsyncIterable<JobStatus>;
};

/** The client of a core. It has no state of its own; the core stays the embedder's to close. */
export function recoveryClient(core: BackupCore): RecoveryClient {
  return { ...core.operations, events: (job, signal) => core.watch(job, signal) };
}
