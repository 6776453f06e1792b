import type { Log } from "@holdfast/contract";
import { type BackupCore, createBackupCore, type Part } from "@holdfast/core";
import type { Appliance } from "./appliance.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Output } from "./output/output.ts";

/** What a command needs a core for. */
export interface CoreUse {
  readonly appliance: Appliance;
  /** What is backed up, in place of the appliance's parts. */
  readonly parts?: readonly Part[];
  /** Where lines for people go. */
  readonly output: Pick<Output, "note">;
}

/** Makes a core for one piece of work, which signals interrupt, and closes it afterwards. */
export async function useCore<T>(
  interrupts: Interrupts,
  { appliance, parts = appliance.parts, output }: CoreUse,
  work: (core: BackupCore) => Promise<T>,
): Promise<T> {
  const { system, stateDir, plugins: locations, settings, restore } = appliance;
  const warn = (text: string): void => output.note(text);
  const log: Log = { debug: () => undefined, info: () => undefined, warn };
  const core = createBackupCore({ system, stateDir, parts, locations, settings, restore, log });
  try {
    return await interrupts.during(work(core));
  } finally {
    await core.close();
  }
}
