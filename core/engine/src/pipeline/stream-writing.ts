import type { ExtractSummary } from "../archive/extraction.ts";
import type { UnpackPlace } from "../archive/unpack-place.ts";

/** What a writing worker is started with. */
export interface WritingOptions {
  /** The directory that a restore goes to, or the places that a tree's members go to. */
  readonly target: string | readonly UnpackPlace[];
  readonly part: string;
  readonly content: "tar" | "stream";
  /** How owners come back where they can; `by-name` when left out. */
  readonly owners?: "by-name" | "by-number";
  readonly keepSpecialModes: boolean;
  /** Members whose content goes to another name: what selected hard links need of members that are not selected. */
  readonly borrowed: ReadonlyMap<string, string>;
}

/** Takes a part's stream. */
export interface StreamWriting {
  write(bytes: Uint8Array): void;
  end(partial: boolean): ExtractSummary;
  /** Removes the file that is not whole. */
  abandon(): void;
}
