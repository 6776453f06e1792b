import type { IndexEntry } from "../archive/entry.ts";
import { linkOf, nameOf } from "../archive/entry-names.ts";
import { failure } from "../messages/holdfast-error.ts";
import { type ByteString, byteStringOf, displayText } from "../parts/byte-string.ts";

/** Where an entry's records lie in the part's stream, bytes. */
export interface StreamRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * What a partial restore takes from a part: the entries under the wanted paths,
 * and where they lie. A hard link whose target is not wanted gets the target's
 * content under its own name.
 */
export class Selection {
  readonly #wanted: readonly ByteString[];
  readonly #found = new Set<ByteString>();
  readonly #names = new Set<ByteString>();
  readonly #ranges: StreamRange[] = [];
  /** Hard links' targets that are not wanted themselves, and the name that gets their content. */
  readonly #borrowed = new Map<ByteString, ByteString>();

  /** @param paths as they were backed up, with or without the leading `/` */
  constructor(paths: readonly string[]) {
    this.#wanted = paths.map((path) => byteStringOf(path.replace(/^\/+/, "").replace(/\/+$/, "")));
  }

  /** Takes the entry if it is wanted. */
  entry(entry: IndexEntry): void {
    const name = nameOf(entry);
    const wanted = this.#wanted.filter((path) => path === "" || name === path || name.startsWith(`${path}/`));
    if (wanted.length === 0 || entry.offset === undefined || entry.length === undefined) return;
    for (const path of wanted) this.#found.add(path);
    const target = entry.type === "hardlink" ? linkOf(entry) : undefined;
    if (target !== undefined && !this.#names.has(target)) {
      if (!this.#borrowed.has(target)) this.#borrowed.set(target, name);
    } else {
      this.#names.add(name);
    }
    this.#ranges.push({ offset: entry.offset, length: entry.length });
  }

  /** Whether the targets of hard links must be looked for in a second pass. */
  get incomplete(): boolean {
    return this.#borrowed.size > 0;
  }

  /** Second pass: takes the entry if a wanted hard link needs its content. */
  borrow(entry: IndexEntry): void {
    if (entry.offset === undefined || entry.length === undefined) return;
    if (entry.type === "file" && this.#borrowed.has(nameOf(entry))) {
      this.#ranges.push({ offset: entry.offset, length: entry.length });
    }
  }

  /** Which names get the content of entries that are not wanted. */
  get borrowed(): ReadonlyMap<string, string> {
    return this.#borrowed;
  }

  /** Ranges of the stream in their order. */
  get ranges(): readonly StreamRange[] {
    return this.#ranges.filter(({ length }) => length > 0).toSorted((a, b) => a.offset - b.offset);
  }

  /** Bytes of the stream that are read. */
  get size(): number {
    return this.#ranges.reduce((sum, { length }) => sum + length, 0);
  }

  /** The wanted paths under which there was something. */
  get found(): ReadonlySet<ByteString> {
    return this.#found;
  }
}

/**
 * Makes sure that every wanted path was found in one of the parts.
 *
 * @throws HoldfastError `holdfast.restore.path-not-found`
 */
export function requireAllFound(paths: readonly string[], selections: readonly Selection[]): void {
  const [any] = selections;
  if (any === undefined) return;
  for (const path of paths) {
    const name = byteStringOf(path.replace(/^\/+/, "").replace(/\/+$/, ""));
    if (!selections.some((selection) => selection.found.has(name))) {
      throw failure("holdfast.restore.path-not-found", displayText(name));
    }
  }
}
