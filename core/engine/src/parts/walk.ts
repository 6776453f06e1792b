import { type BigIntStats, type Dirent, lstatSync } from "node:fs";
import { failureFrom } from "../messages/holdfast-error.ts";
import { type ByteString, byteStringOf, fsPath } from "./byte-string.ts";
import { DirectoryReader } from "./directory-reader.ts";
import { type FileType, fileTypeOf } from "./file-type.ts";
import { type Obstacle, obstacleFrom } from "./obstacle.ts";
import type { TreePart } from "./tree-part.ts";

/** One thing that lies in a source. */
export interface WalkedEntry {
  /** Absolute. */
  readonly path: ByteString;
  /** As its directory says, which may be outdated by now. */
  readonly type: FileType;
  /** From lstat; only directories have it, and not those where it failed. */
  readonly stats?: BigIntStats;
  /** Why the content of a directory does not follow, or no more of it. */
  readonly obstacle?: Obstacle;
}

/**
 * All that a part consists of, depth first, each directory before its content;
 * in flat memory, whatever the number of names.
 *
 * Symbolic links are never followed. Directories that cannot be read, and those
 * of other file systems, come with an obstacle; one where reading fails midway
 * comes a second time, with an obstacle and without stats.
 *
 * @param touching called before a root is looked at and before a directory is opened, which may block
 * @throws HoldfastError `holdfast.parts.root-missing` before the first entry
 */
export function* walkTree(
  part: TreePart,
  touching: (path: ByteString) => void,
): Generator<WalkedEntry, void, undefined> {
  const roots = part.roots.map((root) => {
    const path = byteStringOf(root);
    touching(path);
    return { path, stats: statsOfRoot(root, part.id) };
  });
  const isLeftOut = exclusion(part);
  for (const { path, stats } of roots) {
    const type = fileTypeOf(stats);
    if (type !== "directory") yield { path, type };
    else yield* walkDirectory(path, part.crossFileSystems ? undefined : stats.dev, isLeftOut, touching);
  }
}

type IsLeftOut = (path: ByteString, name: string) => boolean;

/** @param device the only file system whose directories are entered, if there is only one */
function* walkDirectory(
  root: ByteString,
  device: bigint | undefined,
  isLeftOut: IsLeftOut,
  touching: (path: ByteString) => void,
): Generator<WalkedEntry, void, undefined> {
  const entered: DirectoryReader[] = [];
  const enter = (path: ByteString): WalkedEntry => {
    touching(path);
    let stats: BigIntStats | undefined;
    try {
      stats = lstatSync(fsPath(path), { bigint: true });
      if (!stats.isDirectory()) return { path, type: "directory", obstacle: exchanged };
      if (device !== undefined && stats.dev !== device)
        return { path, type: "directory", stats, obstacle: mounted };
      entered.push(new DirectoryReader(path));
      return { path, type: "directory", stats };
    } catch (error) {
      const obstacle = obstacleFrom(error);
      return { path, type: "directory", ...(stats !== undefined && { stats }), obstacle };
    }
  };
  try {
    yield enter(root);
    for (let reader = entered.at(-1); reader !== undefined; reader = entered.at(-1)) {
      const next = nextOf(reader);
      if (next === undefined) {
        entered.pop();
      } else if ("obstacle" in next) {
        entered.pop();
        yield { path: reader.path, type: "directory", obstacle: next.obstacle };
      } else {
        const path = childPath(reader.path, next.name);
        const type = fileTypeOf(next);
        if (!isLeftOut(path, next.name)) yield type === "directory" ? enter(path) : { path, type };
      }
    }
  } finally {
    for (const reader of entered) reader.close();
  }
}

const exchanged: Obstacle = { status: "vanished", reason: "no longer a directory" };
const mounted: Obstacle = { status: "skipped", reason: "another file system" };

function nextOf(reader: DirectoryReader): Dirent | { obstacle: Obstacle } | undefined {
  try {
    return reader.next();
  } catch (error) {
    return { obstacle: obstacleFrom(error) };
  }
}

function childPath(directory: ByteString, name: string): ByteString {
  return (directory === "/" ? `/${name}` : `${directory}/${name}`) as ByteString;
}

function statsOfRoot(root: string, partId: string): BigIntStats {
  try {
    return lstatSync(root, { bigint: true });
  } catch (error) {
    throw failureFrom(error, "holdfast.parts.root-missing", root, partId, obstacleFrom(error).reason);
  }
}

/** Roots in other roots are left out there, because they are walked on their own. */
function exclusion(part: TreePart): IsLeftOut {
  const isName = (pattern: string) => !pattern.startsWith("/");
  const names = new Set<string>(part.exclude.filter(isName).map(byteStringOf));
  const paths = new Set<string>(part.roots.map(byteStringOf));
  for (const pattern of part.exclude) if (!isName(pattern)) paths.add(byteStringOf(pattern));
  return (path, name) => paths.has(path) || names.has(name);
}
