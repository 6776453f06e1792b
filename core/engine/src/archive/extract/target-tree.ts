import { lstatSync, mkdirSync, realpathSync, rmdirSync, unlinkSync } from "node:fs";
import { type ByteString, displayText, fsPath } from "../../parts/byte-string.ts";
import { EntryRefused } from "./entry-refused.ts";

const mostVerified = 4096;

/** PATH_MAX of Linux; also bounds the depth of what is made. */
const longestName = 4096;

/** Only its maker may look into a directory whose own entry has not come, or not yet been completed. */
const privateMode = 0o700;

/**
 * The directory that an archive is restored into. Every path that it gives out
 * lies in it: each directory on the way was looked at and is not a link. That
 * holds against the archive, not against a process that alters the tree meanwhile.
 */
export class TargetTree {
  /** Absolute and without links. */
  readonly root: ByteString;
  readonly #verified = new Set<ByteString>();

  /** Makes the directory when it is missing. @throws an error of the file system */
  constructor(target: string) {
    mkdirSync(target, { recursive: true, mode: privateMode });
    this.root = realpathSync(target, "latin1") as ByteString;
  }

  /**
   * Where a member belongs. Touches nothing.
   *
   * @throws EntryRefused for names that are absolute, that climb, or that no file can have
   */
  locate(name: ByteString): ByteString {
    const shown = displayText(name);
    if (name === "" || name.length > longestName || name.includes("\0")) {
      throw new EntryRefused("holdfast.archive.impossible-name", shown.slice(0, longestName));
    }
    if (name.startsWith("/")) throw new EntryRefused("holdfast.archive.absolute-name", shown);
    const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
    if (segments.includes("..")) throw new EntryRefused("holdfast.archive.name-leaves-target", shown);
    if (segments.length === 0) return this.root;
    return `${this.root === "/" ? "" : this.root}/${segments.join("/")}` as ByteString;
  }

  /**
   * Makes sure that all directories above a path are there, and are none of them links.
   *
   * @throws EntryRefused
   */
  makeParents(path: ByteString): void {
    const parent = parentOf(path);
    if (this.#isVerified(parent)) return;
    this.makeParents(parent);
    if (!this.#verify(parent)) {
      mkdirSync(fsPath(parent), { mode: privateMode });
      this.#remember(parent);
    }
  }

  /** The regular file that a member name stands for; `undefined` when there is none, or only through a link. */
  findFile(name: ByteString): ByteString | undefined {
    try {
      const path = this.locate(name);
      if (!this.#hasParents(path)) return undefined;
      return lstatSync(fsPath(path), { throwIfNoEntry: false })?.isFile() ? path : undefined;
    } catch (error) {
      if (error instanceof EntryRefused) return undefined;
      throw error;
    }
  }

  /** Makes a directory, in place of whatever else has its name. */
  makeDirectory(path: ByteString): void {
    if (path === this.root) return;
    const existing = lstatSync(fsPath(path), { throwIfNoEntry: false });
    if (existing?.isDirectory()) return;
    if (existing !== undefined) unlinkSync(fsPath(path));
    mkdirSync(fsPath(path), { mode: privateMode });
  }

  /** Runs what makes a new file; when the name is taken, removes what has it and tries once more. */
  make<Result>(path: ByteString, create: () => Result): Result {
    if (path === this.root) throw new EntryRefused("holdfast.archive.impossible-name", displayText(path));
    try {
      return create();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    this.#clear(path);
    return create();
  }

  #clear(path: ByteString): void {
    if (!lstatSync(fsPath(path)).isDirectory()) return unlinkSync(fsPath(path));
    // All of them, because a file system may have other spellings of this name.
    this.#verified.clear();
    try {
      rmdirSync(fsPath(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
      throw new EntryRefused("holdfast.archive.directory-in-the-way", this.#shown(path));
    }
  }

  #hasParents(path: ByteString): boolean {
    const parent = parentOf(path);
    return this.#isVerified(parent) || (this.#hasParents(parent) && this.#verify(parent));
  }

  #isVerified(directory: ByteString): boolean {
    return directory.length <= this.root.length || this.#verified.has(directory);
  }

  /** Whether the directory is there. @throws EntryRefused when something else is */
  #verify(directory: ByteString): boolean {
    const stats = lstatSync(fsPath(directory), { throwIfNoEntry: false });
    if (stats === undefined) return false;
    if (!stats.isDirectory()) {
      throw new EntryRefused("holdfast.archive.parent-not-directory", this.#shown(directory));
    }
    this.#remember(directory);
    return true;
  }

  #remember(directory: ByteString): void {
    if (this.#verified.size >= mostVerified) this.#verified.clear();
    this.#verified.add(directory);
  }

  #shown(path: ByteString): string {
    return displayText(path.slice(this.root.length + 1) as ByteString);
  }
}

function parentOf(path: ByteString): ByteString {
  return path.slice(0, path.lastIndexOf("/")) as ByteString;
}
