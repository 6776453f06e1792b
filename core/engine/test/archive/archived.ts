import type { IndexEntry } from "../../src/archive/entry.ts";
import { type ArchiveReport, archiveTree } from "../../src/archive/tree-archiver.ts";
import { directoryPart } from "../../src/parts/tree-part.ts";
import { MemorySink } from "./memory-sink.ts";

/** A tree as a tar archive, and what was reported. */
export interface Archived {
  readonly tar: Buffer;
  readonly entries: readonly IndexEntry[];
}

/** Archives a directory. */
export function archived(
  root: string,
  report: Partial<ArchiveReport> = {},
  sink: MemorySink = new MemorySink(),
): Archived {
  const entries: IndexEntry[] = [];
  archiveTree(directoryPart({ id: "test", roots: [root] }), sink, {
    entry: (entry) => entries.push(entry),
    touching: () => {},
    cancelled: () => false,
    ...report,
  });
  return { tar: sink.bytes(), entries };
}

/** The entry whose path ends so. */
export function entryOf({ entries }: Archived, end: string): IndexEntry {
  const found = entries.filter(({ path }) => path?.endsWith(end));
  if (found.length !== 1) throw new Error(`${found.length} entries end in ${end}`);
  return found[0]!;
}
