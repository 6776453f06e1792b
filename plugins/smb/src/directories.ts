import { operationError, pathError } from "./errors.ts";
import { isStatus, SmbStatusError } from "./protocol/ntstatus.ts";
import type { SmbTree } from "./protocol/tree.ts";

/** The directory that a path lies in; `undefined` for the share's root. */
export function parentOf(path: string): string | undefined {
  if (path === "") return undefined;
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/**
 * Makes a directory and those above it that are missing. One that is there
 * already, or that another session makes at the same time, is fine.
 *
 * @throws LocationError `already-exists` when a file is in the way
 */
export async function makeDirectories(tree: SmbTree, directory: string): Promise<void> {
  try {
    await makeDirectory(tree, directory);
  } catch (error) {
    const parent = parentOf(directory);
    if (parent === undefined || !isStatus(error, "STATUS_OBJECT_PATH_NOT_FOUND")) {
      throw operationError(error, `make the directory ${directory}`);
    }
    await makeDirectories(tree, parent);
    await makeDirectory(tree, directory);
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
