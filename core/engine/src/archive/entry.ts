/**
 * What an entry is. What the file system has beside the types named here counts as
 * a `device`; a `stream` is the one entry of a part that is not a tree.
 */
export type EntryType =
  | "file"
  | "directory"
  | "symlink"
  | "hardlink"
  | "fifo"
  | "socket"
  | "device"
  | "stream";

/**
 * How reading an entry ended.
 *
 * - `ok`: stored as it was
 * - `changed`: stored at the size that it had when it was opened, but written to meanwhile
 * - `shrunk`: became shorter while it was read; stored with zeros in place of what was gone
 * - `vanished`: was gone before it could be read; nothing is stored
 * - `unreadable`: could not be read; nothing is stored, or, when an offset is given, zeros from some point on
 * - `skipped`: not read on purpose: sockets, FIFOs, devices, the content of other file systems
 */
export type EntryStatus = "ok" | "changed" | "shrunk" | "vanished" | "unreadable" | "skipped";

/** One line of a part's index, in its wire form: an entry that was found, stored or not. */
export interface IndexEntry {
  /** Member name in the archive: the absolute path without its leading `/`. */
  readonly path?: string;
  /** The member name's bytes, base64 (RFC 4648, section 4), when they are not UTF-8; then there is no `path`. */
  readonly path_base64?: string;
  readonly type: EntryType;
  /** Bytes of content in the archive; 0 for everything but files and streams. */
  readonly size: number;
  /** Permission bits with setuid, setgid and sticky; left out, as are the next five, when it was never learned. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Names of owner and group, where the system's account files know them. */
  readonly user?: string;
  readonly group?: string;
  /** Seconds since 1970 with nine decimals. */
  readonly mtime?: string;
  readonly status: EntryStatus;
  /** Why the status is not `ok`: an errno name or a few words. */
  readonly reason?: string;
  /** Target of a symbolic link as it stands in the link, or the member name that a hard link repeats. */
  readonly link?: string;
  readonly link_base64?: string;
  /** Where the entry's tar records lie in the part's uncompressed stream, bytes; absent when nothing was stored. */
  readonly offset?: number;
  readonly length?: number;
  /** The volume and the frame that hold the byte at `offset`; added when the frame has its place. */
  readonly volume?: number;
  readonly frame?: number;
}
