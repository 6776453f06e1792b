import { pathError } from "./errors.ts";
import { isStatus, SmbStatusError } from "./protocol/ntstatus.ts";
import type { SmbTree } from "./protocol/tree.ts";

/** The directory that a path lies in; `undefined` for the share's root. */
export function parentOf(path: string): string | undefined {
  if (path === "") return undefined;
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Characters of a path that every server takes: Windows' old limit. */
const surePath = 240;

/**
 * Makes something, and the directories above it when they are missing. A directory
 * that is there already, or that another session makes at the same time, is fine.
 *
 * @throws LocationError `already-exists` when a file is in a directory's place
 */
export async function belowDirectories<Value>(
  tree: SmbTree,
  path: string,
  make: (path: string) => Promise<Value>,
): Promise<Value> {
  try {
    return await make(path);
  } catch (error) {
    const parent = parentOf(path);
    const isMissing = isStatus(error, "STATUS_OBJECT_PATH_NOT_FOUND", "STATUS_NOT_A_DIRECTORY");
    if (parent === undefined || !isMissing) throw error;
    await belowDirectories(tree, parent, (directory) => makeDirectory(tree, directory));
  }
  try {
    return await make(path);
  } catch (error) {
    // So does Samba answer when the whole path is longer than its system takes.
    const isTooLong = path.length > surePath && isStatus(error, "STATUS_OBJECT_PATH_NOT_FOUND");
    if (!isTooLong) throw error;
    throw pathError("invalid-name", `make ${path}`, "the path is longer than the server takes");
  }
}

async function makeDirectory(tree: SmbTree, directory: string): Promise<void> {
  try {
    const made = await tree.createDirectory(directory);
    await made.close();
  } catch (error) {
    // Some servers refuse before they look whether it is there.
    if (!(error instanceof SmbStatusError) || isStatus(error, "STATUS_OBJECT_PATH_NOT_FOUND")) throw error;
    const found = await tree.open(directory, "either", "attributes").catch(() => undefined);
    if (found === undefined) throw error;
    await found.close();
    if (found.info.kind === "directory") return;
    throw pathError("already-exists", `make the directory ${directory}`, "a file is in its place");
  }
}
