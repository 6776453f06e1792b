import { TarReader } from "../../../src/archive/tar/reader.ts";
import type { TarEntry } from "../../../src/archive/tar/tar-entry.ts";

/** A member with its content. */
export interface Member extends TarEntry {
  readonly content: string;
}

/** The members of an archive that is read in pieces of the given sizes, and the rest in one; content as Latin-1. */
export function membersOf(tar: Uint8Array, pieces: readonly number[] = []): Member[] {
  const members: Member[] = [];
  let entry: TarEntry | undefined;
  let content = "";
  const reader = new TarReader({
    entry: (next) => {
      if (entry !== undefined) throw new Error("the last entry has not ended");
      entry = next;
      content = "";
    },
    data: (bytes) => {
      content += Buffer.from(bytes).toString("latin1");
    },
    endEntry: () => {
      if (entry === undefined) throw new Error("no entry has begun");
      members.push({ ...entry, content });
      entry = undefined;
    },
  });
  let at = 0;
  for (const size of pieces) reader.write(tar.subarray(at, (at += size)));
  reader.write(tar.subarray(at));
  reader.end();
  return members;
}
