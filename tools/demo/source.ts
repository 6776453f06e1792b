import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** A directory and what lies in it. */
export interface Source {
  readonly directory: string;
  readonly entries: number;
  /** Of its files. */
  readonly bytes: number;
}

const fewestEntries = 100;
const mostEntries = 50_000;
const mostBytes = 256 * 2 ** 20;

/** The first of the directories that is there and is neither too small to show anything nor too large to wait for. */
export async function chooseSource(directories: readonly string[]): Promise<Source> {
  for (const directory of directories) {
    const source = await measure(directory);
    if (source !== undefined && source.entries >= fewestEntries) return source;
  }
  throw new Error(`None of ${directories.join(", ")} can be shown.`);
}

async function measure(directory: string): Promise<Source | undefined> {
  const waiting = [directory];
  let entries = 0;
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = await readdir(next, { withFileTypes: true }).catch(() => undefined);
    if (found === undefined) return undefined;
    entries += found.length;
    for (const entry of found) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else bytes += (await lstat(path)).size;
    }
    if (entries > mostEntries || bytes > mostBytes) return undefined;
  }
  return { directory, entries, bytes };
}
