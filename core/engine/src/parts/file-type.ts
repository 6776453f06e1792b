import type { Dirent, StatsBase } from "node:fs";

/** What a file system has under a name. Block and character devices, and what other systems have, count as `device`. */
export type FileType = "file" | "directory" | "symlink" | "fifo" | "socket" | "device";

/** The type that a directory or lstat tells. */
export function fileTypeOf(source: Dirent | StatsBase<bigint>): FileType {
  if (source.isFile()) return "file";
  if (source.isDirectory()) return "directory";
  if (source.isSymbolicLink()) return "symlink";
  if (source.isFIFO()) return "fifo";
  return source.isSocket() ? "socket" : "device";
}
