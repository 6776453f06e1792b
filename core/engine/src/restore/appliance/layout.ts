import { realpathSync, statSync } from "node:fs";
import { posix } from "node:path";
import { type ByteString, byteStringOf, fsPath } from "../../parts/byte-string.ts";
import { isWithin, type Mount, mountOf, mountTable } from "../../parts/mounts.ts";
import type { TreePart } from "../../parts/tree-part.ts";
import type { ExchangePlace } from "../../state/restore-journal.ts";
import { isThere } from "./presence.ts";

/** A path of the appliance whose content a part has. */
export interface RestoredRoot {
  /** As the part names it, and the archive with it. */
  readonly path: ByteString;
  /** The same without links on the way. */
  readonly real: ByteString;
  readonly part: TreePart;
  /** Index of the place on the same file system. */
  readonly place: number;
}

/** What is restored, and where it waits until it is exchanged. */
export interface Layout {
  /** The shallowest first. */
  readonly roots: readonly RestoredRoot[];
  readonly places: readonly ExchangePlace[];
  readonly mounts: readonly Mount[];
}

/**
 * Finds a place beside the roots of each file system: what is to be renamed must
 * lie on the same one. Touches nothing.
 *
 * @param jobId makes the places' names unique
 * @throws an error of the file system
 */
export function layOut(parts: readonly TreePart[], jobId: string): Layout {
  const mounts = mountTable();
  const roots = parts
    .flatMap((part) => rootsOf(part, mounts))
    .toSorted((a, b) => depth(a.path) - depth(b.path));
  const places: ExchangePlace[] = [];
  const byFileSystem = new Map<string, number>();
  const placed = roots.filter(isFirstOfItsPath).map((root) => {
    // What is mounted cannot be moved, so its own directory is the one that all of it lies in.
    const mounted = mounts.some(({ path }) => path === root.real);
    const base = mounted ? root.real : existingDirectory(parentOf(root.real));
    const fileSystem = `${statSync(fsPath(base)).dev} ${mountOf(base, mounts)?.path ?? ""}`;
    let place = byFileSystem.get(fileSystem);
    if (place === undefined) {
      place = places.push(placeIn(base, jobId)) - 1;
      byFileSystem.set(fileSystem, place);
    }
    return { ...root, place };
  });
  return { roots: placed, places, mounts };
}

/** Where a path without links lies below a root, as the root's part calls it. */
export function pathSeenFrom(root: Pick<RestoredRoot, "path" | "real">, real: ByteString): ByteString {
  return posix.join(root.path, real.slice(root.real.length)) as ByteString;
}

/** The path without links on the way; its last segment may be one. */
export function realPathOf(path: ByteString): ByteString {
  if (path === "/") return path;
  return posix.join(realDirectory(parentOf(path)), posix.basename(path)) as ByteString;
}

export function parentOf(path: ByteString): ByteString {
  return posix.dirname(path) as ByteString;
}

/** The part's roots, and what is mounted below them when that belongs to the part. */
function rootsOf(part: TreePart, mounts: readonly Mount[]): readonly Omit<RestoredRoot, "place">[] {
  return part.roots.map(byteStringOf).flatMap((path) => {
    const root = { path, real: realPathOf(path), part };
    if (!part.crossFileSystems) return [root];
    const inner = mounts.filter((mount) => mount.path !== root.real && isWithin(mount.path, root.real));
    return [root, ...inner.map(({ path: real }) => ({ path: pathSeenFrom(root, real), real, part }))];
  });
}

/** When two parts have the same root, it is the first one's. */
function isFirstOfItsPath(
  { path }: { path: ByteString },
  index: number,
  all: readonly { path: ByteString }[],
): boolean {
  return all.findIndex((other) => other.path === path) === index;
}

function placeIn(base: ByteString, jobId: string): ExchangePlace {
  return {
    staging: posix.join(base, `.holdfast-restore-${jobId}`),
    before: posix.join(base, `.before-${jobId}`),
  };
}

function existingDirectory(path: ByteString): ByteString {
  return isThere(path) ? path : existingDirectory(parentOf(path));
}

function realDirectory(path: ByteString): ByteString {
  if (path === "/") return path;
  if (isThere(path)) return realpathSync(fsPath(path), "latin1") as ByteString;
  return posix.join(realDirectory(parentOf(path)), posix.basename(path)) as ByteString;
}

function depth(path: ByteString): number {
  return path === "/" ? 0 : path.split("/").length;
}
