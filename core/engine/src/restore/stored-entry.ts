import type { Manifest } from "../manifest/manifest.ts";

/** Something that an archive has. */
export interface StoredEntry {
  /** The part that it belongs to. */
  readonly part: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink";
  /** Its path without the leading `/`, or the id of a part that is not files. Names that are not UTF-8 come as Latin-1. */
  readonly name: string;
  /** Where a link points; the name of another entry for a hard link; empty otherwise. */
  readonly link: string;
  /** Bytes of content. */
  readonly size: number;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly mtime: Date;
}

/** Takes an archive's entries one after the other; the archive waits for each promise. */
export interface EntryReader {
  /** Called first. */
  begin(manifest: Manifest): Promise<void>;
  entry(entry: StoredEntry): Promise<void>;
  /** The next bytes of the entry's content, for the reader to keep. */
  data(bytes: Buffer): Promise<void>;
  /** The entry's content is complete. */
  endEntry(): Promise<void>;
}
