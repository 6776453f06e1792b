import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

const graceMs = 2000;
const dyingMs = 500;
const lookEveryMs = 20;

/** Ends a process group: asked first, and by force after two seconds. Resolves when it is gone, or cannot be. */
export async function endProcessGroup(group: number): Promise<void> {
  if (!kill(group, "SIGTERM") || (await isGoneWithin(graceMs, group))) return;
  kill(group, "SIGKILL");
  await isGoneWithin(dyingMs, group);
}

async function isGoneWithin(milliseconds: number, group: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (kill(group, 0) && !hasEnded(group)) {
    if (performance.now() >= end) return false;
    await sleep(lookEveryMs);
  }
  return true;
}

/**
 * Whether the group's first process has been reaped, which is up to us, and all others have ended.
 * Reaping those is up to the machine's or the container's first process, which may do it late or never.
 */
function hasEnded(group: number): boolean {
  try {
    const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
    return pids.every((pid) => !isAliveIn(group, pid));
  } catch {
    return false;
  }
}

function isAliveIn(group: number, pid: string): boolean {
  try {
    // proc(5): the name, which may hold anything, ends with the last parenthesis; then state, parent, group.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, , inGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(inGroup) !== group) return false;
    return Number(pid) === group || (state !== "Z" && state !== "X");
  } catch {
    return false;
  }
}

/** @returns whether there was such a group */
function kill(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}
