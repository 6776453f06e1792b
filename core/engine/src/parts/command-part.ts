import { failure } from "../messages/holdfast-error.ts";
import { describePart, type PartDescription, type PartOptions } from "./part-description.ts";

/** What a program writes to its standard output. Plain data: it can be posted to a worker. */
export interface CommandPart extends PartDescription {
  readonly kind: "command";
  /** Program and arguments; no shell is involved. */
  readonly backup: readonly string[];
  /** The program that takes the same bytes on its standard input; without it the part is only backed up. */
  readonly restore?: readonly string[];
}

/** Options of a {@link commandPart}. */
export interface CommandPartOptions extends PartOptions {
  readonly backup: readonly string[];
  readonly restore?: readonly string[];
}

/**
 * A part that a program writes, such as a database's dump. It counts only if the program ends with exit code 0.
 *
 * @throws HoldfastError `holdfast.parts.invalid-id` or `holdfast.parts.no-command`
 */
export function commandPart(options: CommandPartOptions): CommandPart {
  const { backup, restore } = options;
  const description = describePart(options);
  for (const command of restore === undefined ? [backup] : [backup, restore]) {
    if (!isCommand(command)) throw failure("holdfast.parts.no-command", description.id);
  }
  return {
    ...description,
    kind: "command",
    backup: [...backup],
    ...(restore !== undefined && { restore: [...restore] }),
  };
}

function isCommand(command: readonly string[]): boolean {
  const [program] = command;
  return program !== undefined && program !== "" && command.every((word) => !word.includes("\0"));
}
