import type { JobStatus } from "../job/job.ts";
import type { JobHandle } from "./job-handle.ts";

/** A running job's status now and after every change, until it has ended; what comes too fast is passed over. */
export async function* changesOf(job: JobHandle, signal?: AbortSignal): AsyncGenerator<JobStatus, void> {
  let latest: JobStatus | undefined = job.status;
  let changed = Promise.withResolvers<void>();
  const stop = job.subscribe((status) => {
    latest = status;
    changed.resolve();
  });
  const abort = (): void => changed.resolve();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const status: JobStatus | undefined = latest;
      latest = undefined;
      if (status !== undefined) yield status;
      if (status !== undefined && status.state !== "INPROGRESS") return;
      if (latest === undefined) await changed.promise;
      changed = Promise.withResolvers();
    }
  } finally {
    stop();
    signal?.removeEventListener("abort", abort);
  }
}
