import { readFileSync } from "node:fs";
import type { Program, ProgramEnd } from "../../parts/program.ts";
import { endProcessGroup } from "../../pipeline/process-group.ts";
import type { RunningProgram } from "../../state/restore-journal.ts";

/** Waits for a program; one that an abort meets is ended with its process group first. */
export async function endOf({ process, ended }: Program, signal: AbortSignal): Promise<ProgramEnd> {
  const end = (): void => {
    if (process.pid !== undefined) void endProcessGroup(process.pid);
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    return await ended;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** What tells a running process from a later one with its number; `undefined` where the system does not say. */
export function identityOf(pid: number): RunningProgram | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Ends the process group of a program that outlived the process that had started it. */
export async function endOrphan({ pid, started }: RunningProgram): Promise<void> {
  if (startOf(pid) === started) await endProcessGroup(pid);
}

/** Field 22 of proc_pid_stat(5): clock ticks from the system's boot to the process's start. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses, which may contain anything.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
