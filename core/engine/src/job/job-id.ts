import { failure } from "../messages/holdfast-error.ts";

const stampPattern = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/;

/**
 * The id for a job that starts now: `YYYYMMDD-HHMMSS-<build>`, UTC.
 *
 * Ids take the next free second: one that is not after `last` (an earlier id or
 * stamp) becomes the second after it, also when the clock was set back.
 *
 * @throws HoldfastError `holdfast.job.invalid-build`
 */
export function nextJobId(now: Date, build: string, last?: string): string {
  if (!/^\w{1,32}$/.test(build)) throw failure("holdfast.job.invalid-build", JSON.stringify(build));
  const nowSecond = Math.floor(now.getTime() / 1000);
  const lastSecond = last === undefined ? -Infinity : secondOf(last);
  return `${stampAt(Math.max(nowSecond, lastSecond + 1))}-${build}`;
}

/** The stamp of a job id, which archive names carry: `YYYYMMDD-HHMMSS`. */
export function stampOf(jobId: string): string {
  return jobId.slice(0, "YYYYMMDD-HHMMSS".length);
}

function secondOf(stamped: string): number {
  const fields = stampPattern.exec(stamped)?.slice(1).map(Number);
  if (fields === undefined) return -Infinity;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function stampAt(second: number): string {
  const iso = new Date(second * 1000).toISOString();
  return iso.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}
