import type { TarHandler } from "../archive/tar/reader.ts";
import type { TarEntry } from "../archive/tar/tar-entry.ts";
import type { ByteString } from "../parts/byte-string.ts";

/**
 * Gives hard links the content of a member that is not restored itself: the
 * first link becomes the file, further links link to that.
 */
export class BorrowedContent implements TarHandler {
  readonly #inner: TarHandler;
  readonly #borrowed: ReadonlyMap<string, string>;

  /** @param borrowed the name of the first link by the name of its target */
  constructor(inner: TarHandler, borrowed: ReadonlyMap<string, string>) {
    this.#inner = inner;
    this.#borrowed = borrowed;
  }

  entry(entry: TarEntry): void {
    const name = this.#borrowed.get(entry.name);
    const link = this.#borrowed.get(entry.link);
    if (entry.type === "file" && name !== undefined) {
      this.#inner.entry({ ...entry, name: name as ByteString });
    } else if (entry.type === "hardlink" && link !== undefined) {
      if (entry.name !== link) this.#inner.entry({ ...entry, link: link as ByteString });
    } else {
      this.#inner.entry(entry);
    }
  }

  data(bytes: Uint8Array): void {
    this.#inner.data(bytes);
  }

  endEntry(): void {
    this.#inner.endEntry();
  }
}
