import type { Program, ProgramEnd } from "../../parts/program.ts";
import { endProcessGroup } from "../../pipeline/process-group.ts";

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
