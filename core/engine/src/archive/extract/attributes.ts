import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lutimesSync,
  openSync,
} from "node:fs";
import { type ByteString, fsPath } from "../../parts/byte-string.ts";
import type { Accounts } from "../accounts.ts";
import type { TarEntry } from "../tar/tar-entry.ts";
import { splitTimestamp } from "../timestamp.ts";

const permissionBits = 0o777;
const allBits = 0o7777;

/** Gives what was restored its mode, time and owner; never through a link. */
export class Attributes {
  readonly #accounts: Accounts | undefined;
  readonly #modeBits: number;

  /**
   * @param accounts of the system, which owners are looked up in by name first; without it owners are not restored
   * @param keepSpecialModes whether setuid, setgid and sticky come back
   */
  constructor(accounts: Accounts | undefined, keepSpecialModes: boolean) {
    this.#accounts = accounts;
    this.#modeBits = keepSpecialModes ? allBits : permissionBits;
  }

  /** @throws an error of the file system */
  applyToFile(fd: number, entry: TarEntry): void {
    const owner = this.#ownerOf(entry);
    // The owner first: the kernel clears setuid and setgid when it changes.
    if (owner !== undefined) fchownSync(fd, owner.uid, owner.gid);
    fchmodSync(fd, entry.mode & this.#modeBits);
    const time = fsTime(entry.mtime);
    futimesSync(fd, time, time);
  }

  /** @throws an error of the file system */
  applyToDirectory(path: ByteString, entry: TarEntry): void {
    const fd = openSync(fsPath(path), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      this.applyToFile(fd, entry);
    } finally {
      closeSync(fd);
    }
  }

  /** @throws an error of the file system */
  applyToSymlink(path: ByteString, entry: TarEntry): void {
    const owner = this.#ownerOf(entry);
    if (owner !== undefined) lchownSync(fsPath(path), owner.uid, owner.gid);
    const time = fsTime(entry.mtime);
    lutimesSync(fsPath(path), time, time);
  }

  #ownerOf({ user, group, uid, gid }: TarEntry): { uid: number; gid: number } | undefined {
    if (this.#accounts === undefined) return undefined;
    return { uid: this.#accounts.uidOf(user) ?? uid, gid: this.#accounts.gidOf(group) ?? gid };
  }
}

/** A time as functions of `node:fs` take it. They take a negative number for the present, but not a Date before 1970. */
export function fsTime(mtime: bigint): number | Date {
  const { seconds, nanoseconds } = splitTimestamp(mtime);
  return seconds < 0 ? new Date(seconds * 1000 + nanoseconds / 1e6) : seconds + nanoseconds / 1e9;
}
