import type { ExtractSummary } from "../archive/extractor.ts";

/** What a writing worker is started with. */
export interface WritingOptions {
  /** The directory that a restore goes to. */
  readonly target: string;
  readonly part: string;
  readonly content: "tar" | "stream";
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
