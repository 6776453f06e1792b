import { type ListedEntry, LocationError } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { operationError } from "./errors.ts";
import type { SmbDirectoryEntry } from "./protocol/file.ts";
import { isStatus } from "./protocol/ntstatus.ts";
import type { SmbTree } from "./protocol/tree.ts";

/** No location has more names in one directory; a server that goes on for ever is stopped here. */
const mostEntries = 1_000_000;

/**
 * One directory level; nothing for a directory that is not there. Names that are
 * no Unicode, or that no path may contain, are left out.
 */
export async function* listDirectory(
  tree: SmbTree,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ListedEntry> {
  const opening = tree.open(path, "directory", "read");
  try {
    const directory = await untilAborted(signal, opening);
    for (let seen = 0; ;) {
      const entries = await untilAborted(signal, directory.queryDirectory());
      if (entries === undefined) return;
      seen += entries.length;
      if (seen > mostEntries) throw tooMany(path);
      for (const entry of entries.filter(isUsable)) {
        yield listed(entry);
        signal.throwIfAborted();
      }
    }
  } catch (error) {
    if (isStatus(error, "STATUS_OBJECT_NAME_NOT_FOUND", "STATUS_OBJECT_PATH_NOT_FOUND")) return;
    throw operationError(error, `list ${path}`);
  } finally {
    opening.then((directory) => directory.close()).catch(() => {});
  }
}

function isUsable({ name }: SmbDirectoryEntry): boolean {
  return name !== "" && name !== "." && name !== ".." && name.isWellFormed() && !/[\p{Cc}/\\]/u.test(name);
}

function listed({ name, kind, size, modified }: SmbDirectoryEntry): ListedEntry {
  return { name, kind, ...(kind === "file" && { size }), ...(modified && { modified }) };
}

function tooMany(path: string): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "never",
    message: `Could not list ${path}: the server named more than ${mostEntries} entries.`,
  });
}
