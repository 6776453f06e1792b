import type { ExitCode } from "../exit-code.ts";
import type { Interrupts } from "../interrupts.ts";
import type { Output } from "../output/output.ts";

/** What commands work with. */
export interface Session {
  readonly output: Output;
  readonly interrupts: Interrupts;
}

/** Runs what a command does, and takes its exit code. */
export type Act = (work: (session: Session) => Promise<ExitCode>) => Promise<void>;
