import { Extractor, type ExtractSummary } from "../archive/extractor.ts";
import { TarReader } from "../archive/tar/reader.ts";
import { BorrowedContent } from "./borrowed-content.ts";
import type { StreamWriting, WritingOptions } from "./stream-writing.ts";

// A tar archive ends with two blocks of zeros (POSIX.1-2017, pax, "ustar Interchange Format").
const endOfArchive = new Uint8Array(1024);

/** Restores a tree from its tar stream. */
export class TreeWriting implements StreamWriting {
  readonly #extractor: Extractor;
  readonly #reader: TarReader;

  constructor({ target, keepSpecialModes, borrowed }: WritingOptions) {
    const owners = process.getuid?.() === 0;
    this.#extractor = new Extractor({ target, owners, keepSpecialModes });
    const handler = borrowed.size === 0 ? this.#extractor : new BorrowedContent(this.#extractor, borrowed);
    this.#reader = new TarReader(handler);
  }

  write(bytes: Uint8Array): void {
    this.#guard(() => this.#reader.write(bytes));
  }

  end(partial: boolean): ExtractSummary {
    this.#guard(() => {
      if (partial) this.#reader.write(endOfArchive);
      this.#reader.end();
    });
    return this.#extractor.finish();
  }

  abandon(): void {
    this.#extractor.abandon();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#extractor.abandon();
      throw error;
    }
  }
}
