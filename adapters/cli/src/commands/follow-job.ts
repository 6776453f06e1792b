import { isHoldfastError, isProblem, type JobHandle, type JobStatus } from "@holdfast/core";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { jobProgress, jobValue } from "../output/job-value.ts";
import type { Output } from "../output/output.ts";
import { formatBytes, formatSeconds } from "../output/quantities.ts";
import type { Session } from "./command.ts";

const eventEveryMs = 1000;

/** Shows a job until it has ended, and cancels it at a signal. */
export async function followJob(job: JobHandle, { output, interrupts }: Session): Promise<ExitCode> {
  const tell = teller(output);
  tell(job.status);
  const unsubscribe = job.subscribe(tell);
  const status = await interrupts.cancelling(job.finished, () => cancel(job, output));
  unsubscribe();
  tell(status);
  output.result(jobValue(status));
  output.note(summary(status));
  return exitCode(status);
}

/** Tells what is new in a status. To programs that follow, numbers alone are news once a second. */
function teller(output: Output): (status: JobStatus) => void {
  let said = 0;
  let told = "";
  let toldMs = -Infinity;
  return (status) => {
    for (const message of status.messages.slice(said)) output.say(message);
    said = status.messages.length;
    if (status.endTime !== undefined) return;
    output.progress(jobProgress(status));
    const news = `${status.phase} ${status.progress} ${said} ${status.cancelRequested}`;
    const now = performance.now();
    if (news === told && now - toldMs < eventEveryMs) return;
    output.event(jobValue(status));
    told = news;
    toldMs = now;
  };
}

function cancel(job: JobHandle, output: Output): void {
  try {
    job.cancel();
    output.note("Cancelling, and removing what was stored. Another signal ends this at once.");
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    for (const message of error.messages) output.say(message);
  }
}

function summary({ id, kind, state, messages, elapsedMs, bytes }: JobStatus): string {
  const after = `after ${formatSeconds(elapsedMs / 1000)}`;
  if (state !== "SUCCEEDED") return `The ${kind} ${id} failed ${after}.`;
  const problems = messages.some(isProblem) ? " with problems" : "";
  const stored = kind === "backup" ? `, ${formatBytes(bytes.stored)} at the location` : "";
  return `The ${kind} ${id} is done${problems} ${after}: ${formatBytes(bytes.done)}${stored}.`;
}

function exitCode({ state, cancelRequested, messages }: JobStatus): ExitCode {
  if (state !== "SUCCEEDED") return cancelRequested ? exitCodes.cancelled : exitCodes.failed;
  return messages.some(isProblem) ? exitCodes.problems : exitCodes.done;
}
