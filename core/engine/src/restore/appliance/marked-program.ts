import { readdirSync, readFileSync } from "node:fs";
import { endProcessGroup } from "../../pipeline/process-group.ts";

/** Also for those who wonder where a program came from. */
const variable = "HOLDFAST_PROGRAM";

/** The environment of a program that can be found again by a mark, as can all that it starts. */
export function markedEnvironment(mark: string): NodeJS.ProcessEnv {
  return { ...process.env, [variable]: mark }; // oxlint-disable-line node/no-process-env -- programs have what they always have
}

/**
 * Ends what runs of a marked program, with its process groups, when it outlived the process that
 * had started it. Its number would not do to find it: that is known only once the program runs, and
 * who started it may have ended just then.
 */
export async function endMarked(mark: string): Promise<void> {
  await Promise.all([...new Set(groupsWith(`${variable}=${mark}`))].map(endProcessGroup));
}

/** Process groups with this in their environment (proc_pid_environ(5)); none where the system does not show it. */
function groupsWith(assignment: string): readonly number[] {
  try {
    const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
    return pids.flatMap((pid) => (environmentOf(pid).includes(assignment) ? groupOf(pid) : []));
  } catch {
    return [];
  }
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

/** Field 5 of proc_pid_stat(5); nothing for a process that has ended meanwhile. */
function groupOf(pid: string): readonly number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses, which may contain anything.
    return [Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2])];
  } catch {
    return [];
  }
}
