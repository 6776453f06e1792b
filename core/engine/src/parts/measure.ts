import { lstatSync } from "node:fs";
import { type ByteString, displayText, fsPath } from "./byte-string.ts";
import { obstacleFrom } from "./obstacle.ts";
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
    bytes += sizeOf(path);
  }
  return { files, bytes };
}

function sizeOf(path: ByteString): number {
  try {
    return lstatSync(fsPath(path)).size;
  } catch (error) {
    obstacleFrom(error);
    return 0;
  }
}
