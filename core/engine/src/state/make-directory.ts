import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a directory and its missing parents, each for its owner alone (0700). The
 * `recursive` of mkdirSync answers ENOENT where the file system is read-only, and
 * never ends where the file system answers ENOENT itself, as /proc does.
 *
 * @throws an error of the file system
 */
export function makeDirectory(path: string): void {
  if (tryToMake(path)) return;
  makeDirectory(dirname(path));
  if (!tryToMake(path)) mkdirSync(path, { mode: 0o700 });
}

/** @returns whether the directory is there now; `false` when its parent was missing */
function tryToMake(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(path) !== path) return false;
    if (code === "EEXIST" && statSync(path).isDirectory()) return true;
    throw error;
  }
}
