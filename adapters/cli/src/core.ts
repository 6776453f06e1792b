import { hostname } from "node:os";
import type { Log } from "@holdfast/contract";
import { type BackupCore, createBackupCore, type Part } from "@holdfast/core";
import type { Interrupts } from "./interrupts.ts";
import { locations } from "./locations.ts";
import type { Output } from "./output/output.ts";
import { build, version } from "./release.ts";
import { stateDirectory } from "./state-directory.ts";

/** What a command needs a core for. */
export interface CoreUse {
  /** Whose archives are meant; the host's name when left out. */
  readonly system?: string | undefined;
  /** What is backed up. */
  readonly parts?: readonly Part[];
  /** Where lines for people go. */
  readonly output: Pick<Output, "note">;
}

/** Makes a core for one piece of work, which signals interrupt, and closes it afterwards. */
export async function useCore<T>(
  interrupts: Interrupts,
  use: CoreUse,
  work: (core: BackupCore) => Promise<T>,
): Promise<T> {
  const { system: name = hostname(), parts = [], output } = use;
  const system = { name, product: "holdfast", version, build };
  const warn = (text: string): void => output.note(text);
  const log: Log = { debug: () => undefined, info: () => undefined, warn };
  const core = createBackupCore({ system, stateDir: stateDirectory(), parts, locations, log });
  try {
    return await interrupts.during(work(core));
  } finally {
    await core.close();
  }
}
