import { LocationError } from "@holdfast/contract";

/** A stored file. */
export interface MemoryFile {
  readonly kind: "file";
  readonly content: Uint8Array;
  readonly modified: Date;
}

/** A directory with what lies in it. */
export interface MemoryDirectory {
  readonly kind: "directory";
  readonly entries: Map<string, MemoryNode>;
}

export type MemoryNode = MemoryFile | MemoryDirectory;

/** A file system of directories and files. Paths are segments from the root; `[]` is the root. */
export class MemoryTree {
  readonly #root: MemoryDirectory = emptyDirectory();
  readonly #capacity: number;
  #used = 0;

  /** @param capacity bytes that all files together may have */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get free(): number {
    return this.#capacity - this.#used;
  }

  find(path: readonly string[]): MemoryNode | undefined {
    let node: MemoryNode | undefined = this.#root;
    for (const segment of path) {
      if (node?.kind !== "directory") return undefined;
      node = node.entries.get(segment);
    }
    return node;
  }

  store(path: readonly string[], content: Uint8Array): void {
    const [directory, name] = this.#parentOf(path);
    const replaced = directory.entries.get(name);
    if (replaced?.kind === "directory") throw standsInTheWay(path, "is a directory");
    const growth = content.length - (replaced?.content.length ?? 0);
    if (growth > this.free) {
      throw new LocationError({
        code: "no-space",
        retry: "never",
        message: `There is no space for ${quoted(path)}: ${growth} bytes are needed, ${this.free} are free.`,
      });
    }
    this.#used += growth;
    directory.entries.set(name, { kind: "file", content, modified: new Date() });
  }

  remove(path: readonly string[]): void {
    const node = this.find(path);
    const directory = this.find(path.slice(0, -1));
    if (node === undefined || directory?.kind !== "directory") return;
    if (node.kind === "directory" && node.entries.size > 0) throw standsInTheWay(path, "is not empty");
    if (node.kind === "file") this.#used -= node.content.length;
    directory.entries.delete(path.at(-1) ?? "");
  }

  move(from: readonly string[], to: readonly string[]): void {
    const node = this.find(from);
    if (node?.kind !== "file") throw notFound(from);
    this.remove(from);
    try {
      this.store(to, node.content);
    } catch (error) {
      this.store(from, node.content);
      throw error;
    }
  }

  #parentOf(path: readonly string[]): [MemoryDirectory, string] {
    let directory = this.#root;
    for (const [depth, segment] of path.slice(0, -1).entries()) {
      const next = directory.entries.get(segment) ?? emptyDirectory();
      if (next.kind === "file") throw standsInTheWay(path.slice(0, depth + 1), "is a file");
      directory.entries.set(segment, next);
      directory = next;
    }
    return [directory, path.at(-1) ?? ""];
  }
}

/** The error for a file that is not there. */
export function notFound(path: readonly string[]): LocationError {
  return new LocationError({
    code: "not-found",
    retry: "never",
    message: `There is no file ${quoted(path)}.`,
  });
}

function standsInTheWay(path: readonly string[], why: string): LocationError {
  return new LocationError({ code: "already-exists", retry: "never", message: `${quoted(path)} ${why}.` });
}

function emptyDirectory(): MemoryDirectory {
  return { kind: "directory", entries: new Map() };
}

function quoted(path: readonly string[]): string {
  return JSON.stringify(path.join("/"));
}
