import { lstat, mkdir, open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LocationError } from "@holdfast/contract";
import { errnoOf } from "./errors.ts";

/**
 * The absolute path of a name at a location. Below the location's own directory
 * no symbolic link is followed: one that leads out would make a backup write,
 * and a retention remove, in foreign directories.
 *
 * @throws LocationError `forbidden` when a directory on the way is a symbolic link
 */
export async function locate(directory: string, path: string): Promise<string> {
  const segments = path.split("/").filter(Boolean);
  for (let depth = 1; depth < segments.length; depth += 1) {
    const parent = segments.slice(0, depth);
    const info = await lstat(join(directory, ...parent)).catch(absent);
    if (info === undefined) break;
    if (info.isSymbolicLink()) throw followsLink(parent.join("/"));
  }
  return join(directory, ...segments);
}

/** The error for a symbolic link in place of a directory or file. */
export function followsLink(path: string): LocationError {
  return new LocationError({
    code: "forbidden",
    retry: "never",
    message: `${JSON.stringify(path)} is a symbolic link, and links below a location are not followed.`,
  });
}

/**
 * Makes a directory and its missing parents, durably. Level by level: the
 * `recursive` of mkdir never ends where a file system answers ENOENT, as /proc does.
 */
export async function makeDirectory(directory: string): Promise<void> {
  const parent = dirname(directory);
  if (await tryToMake(directory)) return;
  await makeDirectory(parent);
  if (!(await tryToMake(directory))) throw takesNoDirectories(parent);
}

/** @returns whether the directory is there now; `false` when its parent was missing */
async function tryToMake(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) === "ENOENT" && dirname(directory) !== directory) return false;
    if (errnoOf(error) === "EEXIST" && (await stat(directory)).isDirectory()) return true;
    throw error;
  }
  await syncDirectory(dirname(directory));
  return true;
}

function takesNoDirectories(directory: string): LocationError {
  return new LocationError({
    code: "forbidden",
    retry: "never",
    message: `${JSON.stringify(directory)} is on a file system where no directory can be made.`,
  });
}

/** Makes what was created, renamed and removed in a directory durable, where its file system can. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EBADF"].includes(errnoOf(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** Turns the errors of an absent path into `undefined`; a path below a file is absent too. */
export function absent(error: unknown): undefined {
  const errno = errnoOf(error);
  if (errno !== "ENOENT" && errno !== "ENOTDIR") throw error;
}
