import { lstatSync } from "node:fs";
import { fsPath } from "./byte-string.ts";
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
 * @throws HoldfastError `holdfast.parts.root-missing`
 * @throws ReadingCancelled once `cancelled` says true
 */
export function measureTree(part: TreePart, cancelled: () => boolean): PartMeasure {
  let files = 0;
  let bytes = 0;
  for (const { path, type } of walkTree(part, () => {})) {
    if (cancelled()) throw new ReadingCancelled();
    if (type !== "file") continue;
    files++;
    bytes += lstatSync(fsPath(path), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { files, bytes };
}
