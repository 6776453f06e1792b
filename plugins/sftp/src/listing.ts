import { type ListedEntry, LocationError } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { operationError } from "./errors.ts";
import type { DirectoryEntry, SftpClient } from "./protocol/sftp-client.ts";
import { isStatus, statusCode } from "./protocol/status.ts";

/** No location has more names in one directory; a server that goes on for ever is stopped here. */
const mostEntries = 2_000_000;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * One directory level; nothing for a directory that is not there. Names that are
 * no UTF-8, or that no path may contain, are left out.
 */
export async function* listDirectory(
  client: SftpClient,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ListedEntry> {
  const doing = `list ${path}`;
  const opening = client.openDirectory(path);
  try {
    const directory = await untilAborted(signal, opening);
    for (let seen = 0; ;) {
      const entries = await untilAborted(signal, client.readDirectory(directory));
      if (entries === undefined) return;
      seen += entries.length;
      if (seen > mostEntries) throw tooMany(path);
      for (const entry of entries.flatMap(listed)) {
        yield entry;
        signal.throwIfAborted();
      }
    }
  } catch (error) {
    if (isStatus(error, statusCode.noSuchFile, statusCode.noSuchPath)) return;
    throw operationError(error, doing);
  } finally {
    opening.then((directory) => client.close(directory)).catch(() => {});
  }
}

function listed({ name, info }: DirectoryEntry): readonly ListedEntry[] {
  const text = decoded(name);
  const isUsable =
    text !== undefined && text !== "" && text !== "." && text !== ".." && !/[\p{Cc}/\\]/u.test(text);
  return isUsable ? [{ name: text, ...info }] : [];
}

function decoded(name: Buffer): string | undefined {
  try {
    return utf8.decode(name);
  } catch {
    return undefined;
  }
}

function tooMany(path: string): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "never",
    message: `Could not list ${path}: the server named more than ${mostEntries} entries.`,
  });
}
