import type { IndexEntry } from "../../archive/entry.ts";
import { memberName, nameOf } from "../../archive/entry-names.ts";
import { placeOf } from "../../archive/unpack-place.ts";
import { failure } from "../../messages/holdfast-error.ts";
import { type ByteString, displayText } from "../../parts/byte-string.ts";
import type { Layout, RestoredRoot } from "./layout.ts";

const blockSize = 4096;

/** Once they are restored, names of owners mean what they say, and not what the accounts before them said. */
const accountFiles: ReadonlySet<string> = new Set(["etc/passwd", "etc/group"]);

/** What an archive has for the roots of a layout, counted from the indexes of its parts. */
export class RootContents {
  readonly #layout: Layout;
  readonly #found = new Set<ByteString>();
  readonly #sizes: number[];
  #hasAccounts = false;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#sizes = layout.places.map(() => 0);
  }

  /**
   * Counts an entry of a part's index.
   *
   * @throws HoldfastError `holdfast.restore.outside-of-part`
   */
  entry(part: string, entry: IndexEntry): void {
    if (entry.offset === undefined) return;
    const name = nameOf(entry);
    const root = placeOf(name, this.#layout.roots);
    if (root === undefined) throw failure("holdfast.restore.outside-of-part", part, `/${displayText(name)}`);
    if (root.part.id !== part) return;
    if (name === memberName(root.path)) this.#found.add(root.path);
    if (accountFiles.has(name)) this.#hasAccounts = true;
    const blocks = Math.max(1, Math.ceil(entry.size / blockSize));
    this.#sizes[root.place] = (this.#sizes[root.place] ?? 0) + blocks * blockSize;
  }

  /** Whether the archive has anything for a root; without it the root stays as it is. */
  has(root: RestoredRoot): boolean {
    return this.#found.has(root.path);
  }

  /** Bytes that unpacking takes at each place of the layout, about. */
  get sizes(): readonly number[] {
    return this.#sizes;
  }

  /** Whether the system's own accounts are restored, so that owners come back by number. */
  get hasAccounts(): boolean {
    return this.#hasAccounts;
  }
}
