import { realpathSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { Part } from "../parts/part.ts";

/**
 * The part without what the backup itself writes: this core's state, and the
 * archive that is being made, which may lie on a file system that the part includes.
 * Reading the state would not only be useless: POSIX drops a process's locks on a
 * file as soon as it closes any descriptor of it, the job lock among them.
 */
export function withoutOwnFiles(part: Part, stateDir: string, archive: string): Part {
  if (part.kind !== "tree") return part;
  const state = realPath(stateDir);
  const own = part.roots.flatMap((root) => {
    const below = relative(join(realPath(dirname(root)), basename(root)), state);
    return below === "" || below.startsWith("..") ? [] : [join(root, below)];
  });
  return { ...part, exclude: [...part.exclude, archive, ...own] };
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
