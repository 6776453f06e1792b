import type { Command } from "../measure/command.ts";

/** A program that can back up a tree. */
export interface BackupProgram {
  /** With the settings that matter. */
  readonly name: string;
  readonly version: string;
  /**
   * Does what comes before a backup and does not count.
   *
   * @param target an empty directory, for the backup and all else that the program writes
   * @returns the command that makes the backup
   */
  prepare(tree: string, target: string): Promise<Command>;
  /**
   * The command that gives the backup in `target` back; absent where that is nobody's way to restore.
   *
   * @param into an empty directory, for the tree or the path to it
   */
  restore?(target: string, into: string): Command;
}
