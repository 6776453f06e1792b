import type { JobStatus } from "@holdfast/core";
import type { Progress } from "./output.ts";

/** A job as JSON tells it, in the words of the vSphere API. Its id comes first: some clients rely on that. */
export function jobValue(status: JobStatus): Readonly<Record<string, unknown>> {
  const { request, startTime, endTime, bytes } = status;
  return {
    id: status.id,
    kind: status.kind,
    state: status.state,
    phase: status.phase,
    progress: status.progress,
    messages: status.messages,
    start_time: startTime?.toISOString(),
    end_time: endTime?.toISOString(),
    duration: Math.round(status.elapsedMs / 1000),
    cancelable: status.cancelable,
    bytes,
    bytes_per_second: status.bytesPerSecond === undefined ? undefined : Math.round(status.bytesPerSecond),
    seconds_left: status.secondsLeft,
    location: request.location,
    location_user: request.locationUser,
    type: request.type,
    parts: request.parts,
    comment: request.comment,
    version: request.version,
    build: request.build,
  };
}

/** How far a job is. */
export function jobProgress(status: JobStatus): Progress {
  const { phase = "starting", progress: percent, bytes, bytesPerSecond, secondsLeft } = status;
  if (bytes.source === 0) return { phase, percent };
  return { phase, percent, bytes: { done: bytes.done, total: bytes.source }, bytesPerSecond, secondsLeft };
}
