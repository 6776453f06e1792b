import { message } from "../messages/catalogue.ts";
import { displayText } from "../parts/byte-string.ts";
import type { Extraction, ExtractProblem, ExtractSummary } from "./extraction.ts";
import { type ExtractOptions, Extractor } from "./extractor.ts";
import type { TarEntry } from "./tar/tar-entry.ts";
import { placeOf, type UnpackPlace } from "./unpack-place.ts";

/**
 * Restores a part's members into several directories, each into that of the
 * innermost path that it lies under. A member under a path of another part is left
 * to that part; one that lies under no path is a problem.
 */
export class PlacedExtraction implements Extraction {
  readonly #part: string;
  readonly #places: readonly UnpackPlace[];
  readonly #extractors: ReadonlyMap<string, Extractor>;
  readonly #strays: ExtractProblem[] = [];
  #strayCount = 0;
  #current: Extractor | undefined;

  /** @throws HoldfastError when a place's directory cannot be used */
  constructor(part: string, places: readonly UnpackPlace[], options: Omit<ExtractOptions, "target">) {
    this.#part = part;
    this.#places = places;
    const targets = new Set(places.filter((place) => place.part === part).map((place) => place.target));
    this.#extractors = new Map(
      [...targets].map((target) => [target, new Extractor({ ...options, target })] as const),
    );
  }

  entry(entry: TarEntry): void {
    this.#current = undefined;
    const place = placeOf(entry.name, this.#places);
    if (place === undefined) return this.#stray(displayText(entry.name));
    if (place.part !== this.#part) return;
    this.#current = this.#extractors.get(place.target);
    this.#current?.entry(entry);
  }

  data(bytes: Uint8Array): void {
    this.#current?.data(bytes);
  }

  endEntry(): void {
    this.#current?.endEntry();
  }

  finish(): ExtractSummary {
    const strays: ExtractSummary = {
      files: 0,
      directories: 0,
      links: 0,
      bytes: 0,
      linksOutside: 0,
      problems: this.#strays,
      problemCount: this.#strayCount,
    };
    return [...this.#extractors.values()].map((extractor) => extractor.finish()).reduce(sum, strays);
  }

  abandon(): void {
    for (const extractor of this.#extractors.values()) extractor.abandon();
  }

  #stray(path: string): void {
    // One shows what is wrong; the index, which was read before, has none.
    if (this.#strayCount++ === 0) {
      this.#strays.push({ path, message: message("holdfast.archive.outside-of-part", path, this.#part) });
    }
  }
}

function sum(one: ExtractSummary, other: ExtractSummary): ExtractSummary {
  return {
    files: one.files + other.files,
    directories: one.directories + other.directories,
    links: one.links + other.links,
    bytes: one.bytes + other.bytes,
    linksOutside: one.linksOutside + other.linksOutside,
    problems: [...one.problems, ...other.problems],
    problemCount: one.problemCount + other.problemCount,
  };
}
