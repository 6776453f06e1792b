import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a directory and its missing parents, each for its owner alone (0700). The
 * `recursive` of mkdirSync answers ENOENT where the file system is read-only, and
 * never ends where the file system answers ENOENT itself, as /proc does.
 *
 * @throws an error of the file system
 */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !existsSync(dirname(path))) {
      makeDirectory(dirname(path));
      makeDirectory(path);
    } else if (code !== "EEXIST" || !statSync(path).isDirectory()) {
      throw error;
    }
  }
}
