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
  while (kill(group, 0)) {
    if (performance.now() >= end) return false;
    await sleep(lookEveryMs);
  }
  return true;
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
