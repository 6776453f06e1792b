import type { Readable } from "node:stream";
import { failure } from "../messages/holdfast-error.ts";
import type { CommandPart } from "./command-part.ts";
import { type ProgramEnd, startProgram } from "./program.ts";

/** A part's program on its way. */
export interface CommandProcess {
  /** Also the number of its process group; `undefined` when it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  /**
   * Settles when the program has ended.
   *
   * Rejects with `holdfast.parts.command-failed`, or `holdfast.parts.command-not-started`.
   */
  readonly ended: Promise<void>;
}

/** Starts the program that writes a part, in a process group of its own. */
export function startCommand(part: CommandPart): CommandProcess {
  const { process, ended } = startProgram(part.backup, "ignore", "pipe");
  const { pid, stdout } = process;
  if (stdout === null) throw new TypeError("a pipe was asked for");
  const succeeded = ended.then((end) => requireDone(part, part.backup, end));
  succeeded.catch(() => undefined);
  return { pid, stdout, ended: succeeded };
}

/**
 * Makes sure that a part's program has done its work.
 *
 * @throws HoldfastError `holdfast.parts.command-failed` or `holdfast.parts.command-not-started`
 */
export function requireDone({ id }: CommandPart, [program = ""]: readonly string[], end: ProgramEnd): void {
  if (end.kind === "failed") throw failure("holdfast.parts.command-failed", id, program, end.how, end.stderr);
  if (end.kind === "not-started")
    throw failure("holdfast.parts.command-not-started", id, program, end.reason);
}
