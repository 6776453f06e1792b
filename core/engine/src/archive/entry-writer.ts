import type { BigIntStats } from "node:fs";
import { type ByteString, displayText } from "../parts/byte-string.ts";
import { Accounts } from "./accounts.ts";
import type { EntryType, IndexEntry } from "./entry.ts";
import { linkFields, memberName, nameFields } from "./entry-names.ts";
import { type Outcome, storeContent } from "./file-content.ts";
import type { SliceSink } from "./slice-sink.ts";
import type { TarEntry } from "./tar/tar-entry.ts";
import { TarWriter } from "./tar/writer.ts";
import { formatTimestamp } from "./timestamp.ts";

type Attributes = Pick<TarEntry, "mode" | "uid" | "gid" | "user" | "group" | "mtime">;

/** Writes entries into a tar archive, and what became of each into its index. */
export class EntryWriter {
  readonly #sink: SliceSink;
  readonly #tar: TarWriter;
  readonly #index: (entry: IndexEntry) => void;
  readonly #accounts: Accounts = Accounts.ofThisSystem();

  constructor(sink: SliceSink, index: (entry: IndexEntry) => void) {
    this.#sink = sink;
    this.#tar = new TarWriter(sink);
    this.#index = index;
  }

  /** Stores an open file at exactly the size that it had when `stats` were taken. */
  file(path: ByteString, fd: number, stats: BigIntStats, betweenReads: () => void): void {
    const offset = this.#sink.position;
    const size = Number(stats.size);
    const attributes = this.#attributes(stats);
    this.#tar.header({ type: "file", name: memberName(path), link: "" as ByteString, size, ...attributes });
    const { length, outcome } = storeContent(fd, stats, this.#sink, betweenReads);
    this.#tar.zeros(size - length);
    this.#tar.padding(size);
    this.#index({
      ...nameFields(memberName(path)),
      type: "file",
      size,
      ...indexAttributes(attributes),
      ...outcome,
      ...this.#extent(offset),
    });
  }

  directory(path: ByteString, stats: BigIntStats, outcome: Outcome): void {
    this.#contentless("directory", path, undefined, stats, outcome);
  }

  /** @param target as it stands in the link */
  symlink(path: ByteString, target: ByteString, stats: BigIntStats): void {
    this.#contentless("symlink", path, target, stats, { status: "ok" });
  }

  /** @param target the name of the member that has the content */
  hardLink(path: ByteString, target: ByteString, stats: BigIntStats): void {
    this.#contentless("hardlink", path, target, stats, { status: "ok" });
  }

  /** Stores nothing, and says so in the index. */
  omit(path: ByteString, type: EntryType, outcome: Outcome, stats: BigIntStats | undefined): void {
    this.#index({
      ...nameFields(memberName(path)),
      type,
      size: 0,
      ...(stats !== undefined && indexAttributes(this.#attributes(stats))),
      ...outcome,
    });
  }

  /** Ends the archive. */
  end(): void {
    this.#tar.end();
  }

  #contentless(
    type: "directory" | "symlink" | "hardlink",
    path: ByteString,
    link: ByteString | undefined,
    stats: BigIntStats,
    outcome: Outcome,
  ): void {
    const offset = this.#sink.position;
    const attributes = this.#attributes(stats);
    this.#tar.header({
      type,
      name: memberName(path),
      link: link ?? ("" as ByteString),
      size: 0,
      ...attributes,
    });
    this.#index({
      ...nameFields(memberName(path)),
      type,
      size: 0,
      ...indexAttributes(attributes),
      ...outcome,
      ...(link !== undefined && linkFields(link)),
      ...this.#extent(offset),
    });
  }

  #attributes(stats: BigIntStats): Attributes {
    const uid = Number(stats.uid);
    const gid = Number(stats.gid);
    return {
      mode: Number(stats.mode) & 0o7777,
      uid,
      gid,
      user: this.#accounts.user(uid),
      group: this.#accounts.group(gid),
      mtime: stats.mtimeNs,
    };
  }

  #extent(offset: number): Pick<IndexEntry, "offset" | "length"> {
    return { offset, length: this.#sink.position - offset };
  }
}

function indexAttributes({ mode, uid, gid, user, group, mtime }: Attributes): Partial<IndexEntry> {
  return {
    mode,
    uid,
    gid,
    ...(user !== "" && { user: displayText(user) }),
    ...(group !== "" && { group: displayText(group) }),
    mtime: formatTimestamp(mtime),
  };
}
