import type { Message } from "../messages/message.ts";
import type { TarHandler } from "./tar/reader.ts";

/** Takes a tar archive's members and restores them. */
export interface Extraction extends TarHandler {
  /** The archive has come to its end: completes the directories. */
  finish(): ExtractSummary;
  /** Removes the file that is being written, if there is one: for an archive that breaks off. */
  abandon(): void;
}

/** Why an entry was not restored, or not wholly. */
export interface ExtractProblem {
  /** Member name, for people. */
  readonly path: string;
  readonly message: Message;
}

/** What an extraction came to. */
export interface ExtractSummary {
  readonly files: number;
  readonly directories: number;
  /** Symbolic and hard links. */
  readonly links: number;
  /** Bytes of content, holes included. */
  readonly bytes: number;
  /** Symbolic links that point out of the target. They are restored as they are; nothing is written through them. */
  readonly linksOutside: number;
  /** The first 1,000. */
  readonly problems: readonly ExtractProblem[];
  readonly problemCount: number;
}
