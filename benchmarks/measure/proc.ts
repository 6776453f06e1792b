import { readFileSync } from "node:fs";

// USER_HZ, which Linux has fixed for user space.
const ticksPerSecond = 100;

/** Processor time of all children of this process that have ended, and of theirs: cutime and cstime of proc(5). */
export function childrenCpuSeconds(): number {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(afterName[13]) + Number(afterName[14])) / ticksPerSecond;
}

/** The most resident memory that a process has had, in bytes: VmHWM of proc(5); 0 once it has ended. */
export function peakRss(pid: number): number {
  return statusBytes(pid, /^VmHWM:\s*(\d+) kB$/m);
}

/** The resident memory that a process has now, in bytes: VmRSS of proc(5); 0 once it has ended. */
export function currentRss(pid: number): number {
  return statusBytes(pid, /^VmRSS:\s*(\d+) kB$/m);
}

function statusBytes(pid: number, line: RegExp): number {
  try {
    const [, kibibytes = 0] = line.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0;
  }
}

/** Memory that can be used without swapping, in bytes: MemAvailable of proc(5). */
export function availableMemory(): number {
  const [, kibibytes = 0] = /^MemAvailable:\s*(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "latin1")) ?? [];
  return Number(kibibytes) * 1024;
}
