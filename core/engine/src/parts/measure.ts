import { lstatSync } from "node:fs";
import { displayText, fsPath } from "./byte-string.ts";
import { ReadingCancelled } from "./reading-cancelled.ts";
import type { TreePart } from "./tree-part.ts";
import { walkTree } from "./walk.ts";

/** What a part holds, for a progress display; it may be different by the time it is read. */
export interface PartMeasure {
  /** Regular files. */
  readonly files: number;
  /** Bytes in them. */
  readonly bytes: number;
}

/**
 * Counts what a part holds without opening any file. What cannot be looked at counts nothing.
 *
 * @param touching called before a directory is opened, which may block
 * @throws HoldfastError `holdfast.parts.root-missing`
 * @throws ReadingCancelled once `cancelled` says true
 */
export function measureTree(
  part: TreePart,
  touching: (path: string) => void,
  cancelled: () => boolean,
): PartMeasure {
  let files = 0;
  let bytes = 0;
  for (const { path, type } of walkTree(part, (path) => touching(displayText(path)))) {
    if (cancelled()) throw new ReadingCancelled();
    if (type !== "file") continue;
    files++;
    bytes += lstatSync(fsPath(path), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { files, bytes };
}
