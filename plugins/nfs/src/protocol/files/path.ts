import { LocationError } from "@holdfast/contract";
import { isStatus, NfsStatusError } from "../nfs-status.ts";
import type { FileHandle, FileProtocol, FoundFile } from "./file-protocol.ts";
import { newEntry } from "./new-entry.ts";

/** The names that a path with `/` between them consists of. */
export function namesOf(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "");
}

/** How far a path leads: the last directory that is there, and the names below it that are not. */
export interface Reached {
  readonly directory: FileHandle;
  readonly missing: readonly string[];
}

/**
 * Follows names from a directory down, as far as there are directories.
 *
 * @throws NfsStatusError NOTDIR, or LocationError, when something else is in the way
 */
export async function reach(
  files: FileProtocol,
  from: FileHandle,
  names: readonly string[],
): Promise<Reached> {
  let directory = from;
  for (const [index, name] of names.entries()) {
    const found = await lookupIfThere(files, directory, name);
    if (found === undefined) return { directory, missing: names.slice(index) };
    directory = directoryOf(files, name, found);
  }
  return { directory, missing: [] };
}

/** The directory at the end of the names. @throws NfsStatusError NOENT when it is not there */
export async function directoryAt(
  files: FileProtocol,
  from: FileHandle,
  names: readonly string[],
): Promise<FileHandle> {
  const { directory, missing } = await reach(files, from, names);
  if (missing.length > 0) throw new NfsStatusError(prefixOf(files), "NOENT", "LOOKUP");
  return directory;
}

/**
 * Like {@link directoryAt}, and makes the directories that are missing. One that
 * another client makes at the same time is fine.
 */
export async function makeDirectories(
  files: FileProtocol,
  from: FileHandle,
  names: readonly string[],
): Promise<FileHandle> {
  const reached = await reach(files, from, names);
  let { directory } = reached;
  for (const name of reached.missing) {
    const parent = directory;
    await newEntry(files, parent, () => files.makeDirectory(parent, name)).catch((error: unknown) => {
      if (!isStatus(error, "EXIST")) throw error;
    });
    directory = directoryOf(files, name, await files.lookup(directory, name));
  }
  return directory;
}

/** What has the name; `undefined` when nothing has. */
export async function lookupIfThere(
  files: FileProtocol,
  directory: FileHandle,
  name: string,
): Promise<FoundFile | undefined> {
  try {
    return await files.lookup(directory, name);
  } catch (error) {
    if (isStatus(error, "NOENT")) return undefined;
    throw error;
  }
}

function directoryOf(files: FileProtocol, name: string, { handle, attributes }: FoundFile): FileHandle {
  if (attributes.kind === "directory") return handle;
  if (attributes.kind === "symbolic-link") throw symbolicLink(name);
  throw new NfsStatusError(prefixOf(files), "NOTDIR", "LOOKUP");
}

function prefixOf({ version }: FileProtocol): "NFS3ERR" | "NFS4ERR" {
  return version === "3" ? "NFS3ERR" : "NFS4ERR";
}

function symbolicLink(name: string): LocationError {
  return new LocationError({
    code: "already-exists",
    retry: "never",
    message: `${JSON.stringify(name)} is a symbolic link on the server, where a directory must be. Links are not followed, because they may lead anywhere; use the directory's own path.`,
  });
}
