import type { Extraction, ExtractSummary } from "../archive/extraction.ts";
import { Extractor } from "../archive/extractor.ts";
import { PlacedExtraction } from "../archive/placed-extraction.ts";
import { TarReader } from "../archive/tar/reader.ts";
import { BorrowedContent } from "./borrowed-content.ts";
import type { StreamWriting, WritingOptions } from "./stream-writing.ts";

// A tar archive ends with two blocks of zeros (POSIX.1-2017, pax, "ustar Interchange Format").
const endOfArchive = new Uint8Array(1024);

/** Restores a tree from its tar stream. */
export class TreeWriting implements StreamWriting {
  readonly #extraction: Extraction;
  readonly #reader: TarReader;

  constructor({ target, part, owners: byWhat = "by-name", keepSpecialModes, borrowed }: WritingOptions) {
    const isRoot = process.getuid?.() === 0;
    const attributes = { owners: isRoot ? byWhat : (false as const), keepSpecialModes };
    this.#extraction =
      typeof target === "string"
        ? new Extractor({ target, ...attributes })
        : new PlacedExtraction(part, target, attributes);
    const handler = borrowed.size === 0 ? this.#extraction : new BorrowedContent(this.#extraction, borrowed);
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
    return this.#extraction.finish();
  }

  abandon(): void {
    this.#extraction.abandon();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#extraction.abandon();
      throw error;
    }
  }
}
