import type { ByteString } from "../../parts/byte-string.ts";

/** What a member of a tar archive can be; `other` stands for typeflags that are not known. */
export type TarEntryType = "file" | "directory" | "symlink" | "hardlink" | "fifo" | "device" | "other";

/** A member of a tar archive without its content. */
export interface TarEntry {
  readonly type: TarEntryType;
  /** Without the slash at the end that directories have in the archive. */
  readonly name: ByteString;
  /** Target of a symbolic or hard link; empty otherwise. */
  readonly link: ByteString;
  /** Bytes of content; 0 for everything but files. */
  readonly size: number;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names of owner and group; empty when not known. */
  readonly user: ByteString;
  readonly group: ByteString;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
}
