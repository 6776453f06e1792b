import { type EntryInfo, type ListedEntry, LocationError } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import type {
  DirectoryPage,
  DirectoryPosition,
  FileAttributes,
  FileHandle,
  FileProtocol,
} from "./file-protocol.ts";
import { isStatus } from "../nfs-status.ts";
import { lookupIfThere } from "./path.ts";

/** No location has more names in one directory; a server that goes on for ever is stopped here. */
const mostEntries = 1_000_000;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * One directory level; nothing for a directory that is not there. Names that are
 * no UTF-8, or that no path may contain, are left out.
 *
 * @param explain turns what a call rejects with into what the listing throws
 */
export async function* listDirectory(
  files: FileProtocol,
  find: () => Promise<FileHandle>,
  signal: AbortSignal,
  explain: (error: unknown) => unknown,
): AsyncGenerator<ListedEntry, void> {
  let position: DirectoryPosition | undefined;
  let seen = 0;
  try {
    const directory = await untilAborted(signal, find());
    do {
      const page: DirectoryPage = await untilAborted(signal, files.readDirectory(directory, position));
      seen += page.entries.length;
      if (seen > mostEntries || (position !== undefined && page.next?.cookie === position.cookie))
        throw endless();
      for (const entry of page.entries) {
        const name = usableName(entry.name);
        if (name === undefined) continue;
        const attributes = entry.attributes ?? (await lookUp(files, directory, name, signal));
        // One that is gone meanwhile is not listed.
        if (attributes !== undefined) yield { name, ...entryInfo(attributes) };
        signal.throwIfAborted();
      }
      position = page.next;
    } while (position !== undefined);
  } catch (error) {
    if (!isStatus(error, "NOENT")) throw explain(error);
  }
}

/** What is known of a file, in the terms of the contract. */
export function entryInfo({ kind, size, modified }: FileAttributes): EntryInfo {
  const time = modified === undefined ? {} : { modified };
  if (kind === "file") return { kind, size, ...time };
  return { kind: kind === "directory" ? kind : "other", ...time };
}

async function lookUp(
  files: FileProtocol,
  directory: FileHandle,
  name: string,
  signal: AbortSignal,
): Promise<FileAttributes | undefined> {
  const found = await untilAborted(signal, lookupIfThere(files, directory, name));
  return found?.attributes;
}

function usableName(bytes: Buffer): string | undefined {
  let name: string;
  try {
    name = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  return name === "" || name === "." || name === ".." || /[\p{Cc}/\\]/u.test(name) ? undefined : name;
}

function endless(): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "never",
    message: `The server's list of a directory does not end: it goes in circles, or has more than ${mostEntries} names.`,
  });
}
