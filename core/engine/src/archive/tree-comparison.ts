import { type BigIntStats, lstatSync, readlinkSync } from "node:fs";
import { type ByteString, byteStringOf, displayText, fsPath } from "../parts/byte-string.ts";
import { fileTypeOf } from "../parts/file-type.ts";
import { obstacleFrom } from "../parts/obstacle.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { walkTree } from "../parts/walk.ts";
import { additional, type Difference } from "./difference.ts";
import { linkOf, nameOf } from "./entry-names.ts";
import type { IndexEntry } from "./entry.ts";
import { PathSet } from "./path-set.ts";

const permissionBits = 0o7777n;

/** Compares what lies in a tree with the entries of an archive's index. Content is not read. */
export class TreeComparison {
  readonly #known = new PathSet();

  /** How the thing that an entry stands for differs from it; `undefined` when it does not. */
  compare(entry: IndexEntry): Difference | undefined {
    const path = pathOf(nameOf(entry));
    this.#known.add(path);
    // What could not be read when it was backed up cannot have come back.
    if (entry.offset === undefined) return undefined;
    try {
      return differenceOf(entry, path, lstatSync(fsPath(path), { bigint: true }));
    } catch (error) {
      const { status, reason } = obstacleFrom(error);
      const isGone = status === "vanished" || reason === "ENOTDIR";
      const found = isGone ? "" : reason;
      return {
        kind: isGone ? "missing" : "unreadable",
        path: displayText(path),
        expected: entry.type,
        found,
      };
    }
  }

  /** What lies in the tree and is none of the entries that were compared. */
  *additional(part: TreePart): Generator<Difference, void> {
    for (const { path, type } of walkTree(part, () => undefined)) {
      if (!this.#known.has(path)) yield additional(displayText(path), type);
    }
  }
}

function differenceOf(entry: IndexEntry, path: ByteString, stats: BigIntStats): Difference | undefined {
  const differs = (kind: Difference["kind"], expected: string, found: string): Difference => {
    return { kind, path: displayText(path), expected, found };
  };
  const type = entry.type === "hardlink" ? "file" : entry.type;
  const found = fileTypeOf(stats);
  if (found !== type) return differs("type", type, found);
  if (entry.type === "file" && stats.size !== BigInt(entry.size)) {
    return differs("size", String(entry.size), String(stats.size));
  }
  const link = linkOf(entry);
  if (link !== undefined) {
    const target = entry.type === "hardlink" ? otherFile(link, stats) : otherTarget(link, path);
    if (target !== undefined) return differs("link", displayText(link), target);
  }
  if (entry.mode !== undefined && entry.type !== "symlink") {
    const mode = Number(stats.mode & permissionBits);
    if (mode !== entry.mode) return differs("mode", octal(entry.mode), octal(mode));
  }
  return undefined;
}

/** Where a symbolic link leads, if not to the target. */
function otherTarget(target: ByteString, path: ByteString): string | undefined {
  const found = readlinkSync(fsPath(path), { encoding: "latin1" }) as ByteString;
  return found === target ? undefined : displayText(found);
}

/** What is said of a hard link that is another file than the one that it repeats. */
function otherFile(name: ByteString, { dev, ino }: BigIntStats): string | undefined {
  const first = lstatSync(fsPath(pathOf(name)), { bigint: true, throwIfNoEntry: false });
  return first?.dev === dev && first.ino === ino ? undefined : "a file of its own";
}

function pathOf(name: ByteString): ByteString {
  return name === "." ? byteStringOf("/") : (`/${name}` as ByteString);
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
