import { statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { stateDirectory } from "./state-directory.ts";

/**
 * Has Node keep compiled code in the state directory, so that the next command starts in
 * two thirds of the time. Compiled code is executed: a directory that is missing, somebody else's,
 * or writable by others gets none, and none is taken from it.
 */
export function keepCompiledCode(): void {
  const directory = stateDirectory();
  const stats = statSync(directory, { throwIfNoEntry: false });
  const isOwn =
    stats?.isDirectory() === true && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0;
  if (isOwn) enableCompileCache(join(directory, "compiled"));
}
