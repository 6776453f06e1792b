import { setImmediate } from "node:timers/promises";
import { type ByteString, byteStringOf } from "../../parts/byte-string.ts";
import { DirectoryReader } from "../../parts/directory-reader.ts";
import { fileTypeOf } from "../../parts/file-type.ts";
import { isWithin } from "../../parts/mounts.ts";
import { withoutOwnFiles } from "../../parts/own-files.ts";
import { type Layout, parentOf, pathSeenFrom, type RestoredRoot } from "./layout.ts";
import { isThere, statsOf } from "./presence.ts";

/**
 * What stays where it is while all around it is exchanged: what its part leaves out
 * of backups, the state directory, other file systems and other roots.
 */
export class KeptPaths {
  readonly #kept: ReadonlySet<ByteString>;
  /** Directories that hold one of them, which therefore stay as well. */
  readonly #around: ReadonlySet<ByteString>;

  private constructor(root: ByteString, kept: ReadonlySet<ByteString>) {
    const around = new Set<ByteString>();
    for (const path of kept) {
      for (let up = path; up !== root && isWithin(up, root);) {
        up = parentOf(up);
        if (around.has(up)) break;
        around.add(up);
      }
    }
    this.#kept = kept;
    this.#around = around;
  }

  /**
   * Looks for what is kept below a root.
   *
   * @param own directories that Holdfast itself has put somewhere, without links on the way
   * @throws HoldfastError `holdfast.parts.root-in-state`; an error of the file system
   */
  static async below(
    root: RestoredRoot,
    { roots, mounts }: Layout,
    stateDir: string,
    own: readonly ByteString[],
  ): Promise<KeptPaths> {
    const part = withoutOwnFiles(root.part, stateDir, []);
    const exclude = part.kind === "tree" ? part.exclude.map(byteStringOf) : [];
    const named = roots.map(({ path }) => path).concat(exclude.filter((pattern) => pattern.startsWith("/")));
    const real = [...mounts.map(({ path }) => path), ...own]
      .filter((path) => isWithin(path, root.real))
      .map((path) => pathSeenFrom(root, path));
    const kept = new Set(
      [...named, ...real].filter((path) => path !== root.path && isWithin(path, root.path) && isThere(path)),
    );
    const names = new Set<string>(exclude.filter((pattern) => !pattern.startsWith("/")));
    if (names.size > 0) await addNamed(root.path, names, kept);
    return new KeptPaths(root.path, kept);
  }

  /** Whether this path and all below it stay. */
  has(path: ByteString): boolean {
    return this.#kept.has(path);
  }

  /** Whether something below this path stays. */
  isBelow(path: ByteString): boolean {
    return this.#around.has(path);
  }
}

/** Adds what has one of the names, at any depth. */
async function addNamed(root: ByteString, names: ReadonlySet<string>, kept: Set<ByteString>): Promise<void> {
  const ahead: ByteString[] = [];
  if (statsOf(root)?.isDirectory()) ahead.push(root);
  for (let directory = ahead.pop(); directory !== undefined; directory = ahead.pop()) {
    await setImmediate();
    const reader = new DirectoryReader(directory);
    try {
      for (let entry = reader.next(); entry !== undefined; entry = reader.next()) {
        const path = `${directory === "/" ? "" : directory}/${entry.name}` as ByteString;
        if (names.has(entry.name)) kept.add(path);
        else if (fileTypeOf(entry) === "directory" && !kept.has(path)) ahead.push(path);
      }
    } finally {
      reader.close();
    }
  }
}
