import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
} from "node:fs";
import { type ByteString, displayText, fsPath } from "../parts/byte-string.ts";
import { fileTypeOf } from "../parts/file-type.ts";
import { obstacleFrom } from "../parts/obstacle.ts";
import { ReadingCancelled } from "../parts/reading-cancelled.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { walkTree, type WalkedEntry } from "../parts/walk.ts";
import { memberName } from "./entry-names.ts";
import { EntryWriter } from "./entry-writer.ts";
import type { IndexEntry } from "./entry.ts";
import type { Outcome } from "./file-content.ts";
import { HardLinks } from "./hard-links.ts";
import type { SliceSink } from "./slice-sink.ts";

/** Whom an archiver reports to while it works. */
export interface ArchiveReport {
  /** Called for every entry that was found, stored or not. */
  entry(entry: IndexEntry): void;
  /** A sign of life: called before an entry is opened and before each further MiB, either of which may block. */
  touching(path: string): void;
  /** Asked before every entry and every further MiB. */
  cancelled(): boolean;
}

// O_NONBLOCK, because what its directory calls a file may be a FIFO by now.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const exchanged: Outcome = { status: "vanished", reason: "something else has its name" };
const tooLarge: Outcome = { status: "unreadable", reason: "EFBIG" };

/**
 * Writes a part as a tar archive. Sources are hostile: whatever happens to a file
 * while it is read costs that file, is reported, and leaves the archive whole.
 *
 * Throws `holdfast.parts.root-missing` before the first byte, ReadingCancelled once
 * the report says so, and what the sink throws.
 */
export function archiveTree(part: TreePart, sink: SliceSink, report: ArchiveReport): void {
  const archiver = new TreeArchiver(sink, report);
  for (const walked of walkTree(part, (path) => report.touching(displayText(path)))) archiver.add(walked);
  archiver.end();
}

class TreeArchiver {
  readonly #report: ArchiveReport;
  readonly #writer: EntryWriter;
  readonly #links = new HardLinks();

  constructor(sink: SliceSink, report: ArchiveReport) {
    this.#report = report;
    this.#writer = new EntryWriter(sink, (entry) => report.entry(entry));
  }

  add({ path, type, stats, obstacle }: WalkedEntry): void {
    this.#stopIfCancelled();
    switch (type) {
      case "file":
        return this.#openFile(path);
      case "directory":
        return stats === undefined
          ? this.#writer.omit(path, type, obstacle ?? exchanged, undefined)
          : this.#writer.directory(path, stats, obstacle ?? { status: "ok" });
      default:
        return this.#addUnopened(path, type, { status: "skipped", reason: `${type}s are not stored` });
    }
  }

  end(): void {
    this.#writer.end();
  }

  #openFile(path: ByteString): void {
    this.#report.touching(displayText(path));
    let fd: number;
    try {
      fd = openSync(fsPath(path), openFlags);
    } catch (error) {
      return this.#addUnopened(path, "file", obstacleFrom(error));
    }
    try {
      this.#addFile(path, fd);
    } finally {
      closeSync(fd);
    }
  }

  #addFile(path: ByteString, fd: number): void {
    const stats = attempt(() => fstatSync(fd, { bigint: true }));
    if ("status" in stats) return this.#writer.omit(path, "file", stats, undefined);
    if (!stats.isFile()) return this.#writer.omit(path, "file", exchanged, undefined);
    if (stats.size > Number.MAX_SAFE_INTEGER) return this.#writer.omit(path, "file", tooLarge, stats);
    const stored = this.#links.find(stats);
    if (stored !== undefined) return this.#writer.hardLink(path, stored, stats);
    this.#writer.file(path, fd, stats, () => {
      this.#stopIfCancelled();
      this.#report.touching(displayText(path));
    });
    this.#links.add(stats, memberName(path));
  }

  /** Adds what is not opened, or could not be. A symbolic link is stored, whatever was expected. */
  #addUnopened(path: ByteString, expected: WalkedEntry["type"], outcome: Outcome): void {
    const stats = attempt(() => lstatSync(fsPath(path), { bigint: true }));
    if ("status" in stats) return this.#writer.omit(path, expected, stats, undefined);
    const type = fileTypeOf(stats);
    if (type === "symlink") return this.#addSymlink(path, stats);
    this.#writer.omit(path, expected, type === expected ? outcome : exchanged, stats);
  }

  #addSymlink(path: ByteString, stats: BigIntStats): void {
    const target = attempt(() => readlinkSync(fsPath(path), "latin1") as ByteString);
    if (typeof target === "string") this.#writer.symlink(path, target, stats);
    else this.#writer.omit(path, "symlink", target, stats);
  }

  #stopIfCancelled(): void {
    if (this.#report.cancelled()) throw new ReadingCancelled();
  }
}

function attempt<Result>(work: () => Result): Result | Outcome {
  try {
    return work();
  } catch (error) {
    return obstacleFrom(error);
  }
}
