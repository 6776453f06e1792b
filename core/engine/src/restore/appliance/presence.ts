import { type BigIntStats, lstatSync } from "node:fs";
import { type ByteString, fsPath } from "../../parts/byte-string.ts";

/** What lstat(2) says of a path; `undefined` when there is nothing, or something above it is no directory. */
export function statsOf(path: ByteString): BigIntStats | undefined {
  try {
    return lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Whether there is something, be it a link that leads nowhere. */
export function isThere(path: ByteString): boolean {
  return statsOf(path) !== undefined;
}
