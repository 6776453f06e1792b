import { constants, linkSync, openSync, symlinkSync, unlinkSync } from "node:fs";
import { message } from "../messages/catalogue.ts";
import { failureFrom } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import { type ByteString, displayText, fsPath } from "../parts/byte-string.ts";
import { type Obstacle, obstacleFrom } from "../parts/obstacle.ts";
import { Accounts } from "./accounts.ts";
import type { Extraction, ExtractProblem, ExtractSummary } from "./extraction.ts";
import { Attributes } from "./extract/attributes.ts";
import { EntryRefused } from "./extract/entry-refused.ts";
import { OpenDirectories } from "./extract/open-directories.ts";
import { SparseFile } from "./extract/sparse-file.ts";
import { leavesTree } from "./extract/symlink-target.ts";
import { TargetTree } from "./extract/target-tree.ts";
import type { TarEntry } from "./tar/tar-entry.ts";

/** How an archive is restored. */
export interface ExtractOptions {
  /** Directory that takes everything; it is made when it is missing. */
  readonly target: string;
  /**
   * Whether owners and groups come back: by name where the system has it, else by
   * number; or by number alone, as when the system's own accounts are restored. Needs root.
   */
  readonly owners: "by-name" | "by-number" | false;
  /** Whether setuid, setgid and sticky bits come back. */
  readonly keepSpecialModes: boolean;
}

const mostProblems = 1000;
const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const unfinishedMode = 0o600;

/** Errors that the next entry would meet as well. */
const full: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);
const failing: ReadonlySet<string> = new Set([
  "EIO",
  "EROFS",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "ENODEV",
  "ESTALE",
]);

interface CurrentFile {
  readonly path: ByteString;
  readonly entry: TarEntry;
  readonly content: SparseFile;
}

/**
 * Restores the members of a tar archive into a directory, and nothing outside of
 * it, whatever the archive says: names that climb are refused, nothing is written
 * or linked through a symbolic link, devices and FIFOs are not made. A later entry
 * replaces an earlier one of the same name. One that cannot be restored is a
 * problem in the summary; a full or failing disk ends the work.
 *
 * Throws `holdfast.archive.no-space` or `holdfast.archive.target-failed`.
 */
export class Extractor implements Extraction {
  readonly #tree: TargetTree;
  readonly #attributes: Attributes;
  readonly #directories: OpenDirectories;
  readonly #counts = { files: 0, directories: 0, links: 0, bytes: 0, linksOutside: 0, problemCount: 0 };
  readonly #problems: ExtractProblem[] = [];
  #file: CurrentFile | undefined;

  /** @throws HoldfastError when the target cannot be made */
  constructor({ target, owners, keepSpecialModes }: ExtractOptions) {
    this.#tree = openTarget(target);
    this.#attributes = new Attributes(accountsFor(owners), keepSpecialModes);
    this.#directories = new OpenDirectories((path, entry) => {
      this.#complete(entry, () => this.#attributes.applyToDirectory(path, entry));
    });
  }

  entry(entry: TarEntry): void {
    this.#attempt(entry, () => {
      const path = this.#tree.locate(entry.name);
      this.#directories.leaveFor(path);
      this.#create(path, entry);
    });
  }

  data(bytes: Uint8Array): void {
    const file = this.#file;
    if (file !== undefined) this.#attempt(file.entry, () => file.content.write(bytes));
  }

  endEntry(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#attempt(file.entry, () => {
      file.content.finish();
      this.#complete(file.entry, () => this.#attributes.applyToFile(file.content.fd, file.entry));
      this.#file = undefined;
      file.content.close();
      this.#counts.files++;
      this.#counts.bytes += file.content.size;
    });
  }

  finish(): ExtractSummary {
    this.#directories.leaveAll();
    return { ...this.#counts, problems: this.#problems };
  }

  abandon(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      file.content.close();
      unlinkSync(fsPath(file.path));
    } catch {
      // What made the work break off is the error that counts.
    }
  }

  #create(path: ByteString, entry: TarEntry): void {
    switch (entry.type) {
      case "file":
        return this.#createFile(path, entry);
      case "directory":
        return this.#createDirectory(path, entry);
      case "symlink":
        return this.#createSymlink(path, entry);
      case "hardlink":
        return this.#createHardLink(path, entry);
      default:
        throw new EntryRefused("holdfast.archive.type-not-restored", displayText(entry.name), entry.type);
    }
  }

  #createFile(path: ByteString, entry: TarEntry): void {
    this.#tree.makeParents(path);
    const fd = this.#tree.make(path, () => openSync(fsPath(path), createFlags, unfinishedMode));
    this.#file = { path, entry, content: new SparseFile(fd) };
  }

  #createDirectory(path: ByteString, entry: TarEntry): void {
    this.#tree.makeParents(path);
    this.#tree.makeDirectory(path);
    this.#directories.enter(path, entry);
    this.#counts.directories++;
  }

  #createSymlink(path: ByteString, entry: TarEntry): void {
    if (entry.link.includes("\0"))
      throw new EntryRefused("holdfast.archive.impossible-name", displayText(entry.name));
    this.#tree.makeParents(path);
    this.#tree.make(path, () => symlinkSync(fsPath(entry.link), fsPath(path)));
    this.#complete(entry, () => this.#attributes.applyToSymlink(path, entry));
    this.#counts.links++;
    if (leavesTree(entry.name, entry.link)) this.#counts.linksOutside++;
  }

  #createHardLink(path: ByteString, entry: TarEntry): void {
    const existing = this.#tree.findFile(entry.link);
    if (existing === undefined || existing === path) {
      const names = [displayText(entry.name), displayText(entry.link)];
      throw new EntryRefused("holdfast.archive.hard-link-refused", ...names);
    }
    this.#tree.makeParents(path);
    this.#tree.make(path, () => linkSync(fsPath(existing), fsPath(path)));
    this.#counts.links++;
  }

  /** Gives an entry its attributes; an entry without them is still worth having. */
  #complete(entry: TarEntry, apply: () => void): void {
    try {
      apply();
    } catch (error) {
      const path = displayText(entry.name);
      const { reason } = entryObstacle(error, path);
      this.#report(path, message("holdfast.archive.attributes-not-restored", path, reason));
    }
  }

  #attempt(entry: TarEntry, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.abandon();
      const path = displayText(entry.name);
      if (error instanceof EntryRefused) return this.#report(path, error.problem);
      this.#report(path, message("holdfast.archive.not-restored", path, entryObstacle(error, path).reason));
    }
  }

  #report(path: string, problem: Message): void {
    this.#counts.problemCount++;
    if (this.#problems.length < mostProblems) this.#problems.push({ path, message: problem });
  }
}

function accountsFor(owners: ExtractOptions["owners"]): Accounts | undefined {
  if (owners === false) return undefined;
  return owners === "by-name" ? Accounts.ofThisSystem() : Accounts.unnamed();
}

function openTarget(target: string): TargetTree {
  try {
    return new TargetTree(target);
  } catch (error) {
    throw failureFrom(error, "holdfast.archive.target-failed", target, obstacleFrom(error).reason);
  }
}

/** What an error means when it concerns this entry only. @throws HoldfastError when it concerns the target as a whole */
function entryObstacle(error: unknown, path: string): Obstacle {
  const obstacle = obstacleFrom(error);
  const { reason } = obstacle;
  if (full.has(reason)) throw failureFrom(error, "holdfast.archive.no-space", path);
  if (failing.has(reason)) throw failureFrom(error, "holdfast.archive.target-failed", path, reason);
  return obstacle;
}
