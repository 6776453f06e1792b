import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const stopMilliseconds = 2000;

/**
 * A process and all that descend from it, the ancestors first. A process group
 * would not do: servers such as sshd give each connection a session of its own.
 */
export function processTree(root: number): readonly number[] {
  const parents = parentsOfProcesses();
  const tree = [root];
  for (const ancestor of tree) {
    for (const [pid, parent] of parents) if (parent === ancestor) tree.push(pid);
  }
  return tree;
}

/** Sends a signal to processes; those that are gone are left out. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Waits until all threads of processes stand still after SIGSTOP, which reaches each of them by itself. */
export function untilStopped(pids: readonly number[]): void {
  const deadline = Date.now() + stopMilliseconds;
  while (!pids.every(isStopped) && Date.now() < deadline);
}

/** Waits until no thread of processes runs after SIGKILL: only then are their ports free. */
export async function untilEnded(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + stopMilliseconds;
  while (!pids.every(isEnded) && Date.now() < deadline) await delay(5);
}

const isStopped = (pid: number): boolean => allThreadsAre("T", pid);
const isEnded = (pid: number): boolean => allThreadsAre("Z", pid);

function allThreadsAre(state: string, pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.every((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`) === state);
  } catch {
    return true; // it is gone
  }
}

function stateOf(statFile: string): string | undefined {
  const stat = readFileSync(statFile, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[0];
}

function parentsOfProcesses(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(entry);
    if (parent !== undefined) parents.set(Number(entry), parent);
  }
  return parents;
}

/** The parent's id from proc(5)'s stat line, whose command name may contain spaces and parentheses. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
