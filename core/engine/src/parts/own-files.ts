import { realpathSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { failure } from "../messages/holdfast-error.ts";
import type { Part } from "./part.ts";

/**
 * The part without what Holdfast itself writes: this core's state, the archive that
 * is being made, which may lie on a file system that the part includes, and what
 * restores have put aside.
 * Reading the state would not only be useless: POSIX drops a process's locks on a
 * file as soon as it closes any descriptor of it, the job lock among them.
 *
 * @param names of directories, wherever they lie
 * @throws HoldfastError `holdfast.parts.root-in-state`
 */
export function withoutOwnFiles(part: Part, stateDir: string, names: readonly string[]): Part {
  if (part.kind !== "tree") return part;
  const state = realPath(stateDir);
  const own = part.roots.flatMap((root) => {
    const place = join(realPath(dirname(root)), basename(root));
    if (lies(place, state)) throw failure("holdfast.parts.root-in-state", root, part.id);
    return lies(state, place) ? [join(root, relative(place, state))] : [];
  });
  return { ...part, exclude: [...part.exclude, ...names, ...own] };
}

/** Whether a path is another one or lies below it. */
function lies(path: string, below: string): boolean {
  const way = relative(below, path);
  return way !== ".." && !way.startsWith("../");
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It does not exist yet, so no link leads elsewhere from its last segment.
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
