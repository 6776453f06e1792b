import { posix } from "node:path";
import { failure } from "../messages/holdfast-error.ts";
import { describePart, type PartDescription, type PartOptions } from "./part-description.ts";

/** Files and directories. Plain data: it can be posted to a worker. */
export interface TreePart extends PartDescription {
  readonly kind: "tree";
  /**
   * Absolute, normalized paths, the deepest first: when one root lies in another,
   * its entries come before those of the directory around it.
   */
  readonly roots: readonly string[];
  /** What is left out with all that lies in it: names at any depth, or absolute paths. */
  readonly exclude: readonly string[];
  /** Whether directories on another file system than their root's are entered. */
  readonly crossFileSystems: boolean;
}

/** Options of a {@link directoryPart}. */
export interface DirectoryPartOptions extends PartOptions {
  /** Absolute paths of what is backed up, with all that lies in it. */
  readonly roots: readonly string[];
  /** What is left out: names at any depth, or absolute paths. No wildcards. */
  readonly exclude?: readonly string[];
  /** Whether other file systems that are mounted below a root belong to the part; they do not unless said so. */
  readonly crossFileSystems?: boolean;
}

/** Options of a {@link filesPart}. */
export interface FilesPartOptions extends PartOptions {
  /** Absolute paths. */
  readonly files: readonly string[];
}

/**
 * A part that consists of directories, and of all that lies in them.
 *
 * A root may be of any type. One that is a symbolic link is kept as a link, as GNU tar does.
 *
 * @throws HoldfastError `holdfast.parts.invalid-id`, `holdfast.parts.no-root`,
 * `holdfast.parts.root-not-absolute` or `holdfast.parts.invalid-exclude`
 */
export function directoryPart(options: DirectoryPartOptions): TreePart {
  const { roots, exclude = [], crossFileSystems = false } = options;
  const description = describePart(options);
  for (const pattern of exclude) checkExclude(pattern, description.id);
  return {
    ...description,
    kind: "tree",
    roots: normalizeRoots(roots, description.id),
    exclude: exclude.map(withoutTrailingSlash),
    crossFileSystems,
  };
}

/**
 * A part that consists of these files. A directory among them is kept with all that lies in it.
 *
 * @throws HoldfastError as {@link directoryPart} does
 */
export function filesPart({ files, ...description }: FilesPartOptions): TreePart {
  return directoryPart({ ...description, roots: files });
}

function normalizeRoots(roots: readonly string[], id: string): string[] {
  if (roots.length === 0) throw failure("holdfast.parts.no-root", id);
  for (const root of roots) {
    if (!isUsablePath(root)) throw failure("holdfast.parts.root-not-absolute", root, id);
  }
  const normalized = new Set(roots.map((root) => withoutTrailingSlash(posix.normalize(root))));
  return [...normalized].toSorted((a, b) => depth(b) - depth(a));
}

function checkExclude(pattern: string, id: string): void {
  const isName = pattern !== "" && !pattern.includes("/") && !pattern.includes("\0");
  if (!isName && !isUsablePath(pattern)) throw failure("holdfast.parts.invalid-exclude", pattern, id);
}

function isUsablePath(path: string): boolean {
  return path.startsWith("/") && !path.includes("\0") && path.isWellFormed();
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function depth(path: string): number {
  return path === "/" ? 0 : path.split("/").length;
}
