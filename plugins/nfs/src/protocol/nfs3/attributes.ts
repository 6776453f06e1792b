import type { FileAttributes } from "../files/file-protocol.ts";
import type { XdrReader } from "../xdr-reader.ts";
import type { XdrWriter } from "../xdr-writer.ts";

/** `ftype3` (RFC 1813 §2.6). */
const fileType = { regular: 1, directory: 2, symbolicLink: 5 } as const;

const kinds: Readonly<Record<number, FileAttributes["kind"]>> = {
  [fileType.regular]: "file",
  [fileType.directory]: "directory",
  [fileType.symbolicLink]: "symbolic-link",
};

/** `fattr3` (RFC 1813 §2.6). */
export function readAttributes(xdr: XdrReader): FileAttributes {
  const kind = kinds[xdr.uint32()] ?? "other";
  xdr.fixedOpaque(4 * 4); // mode, nlink, uid, gid
  const size = xdr.size();
  xdr.fixedOpaque(8 + 8 + 8 + 8); // used, rdev, fsid, fileid
  readTime(xdr); // atime
  const modified = readTime(xdr);
  readTime(xdr); // ctime
  return { kind, size, modified };
}

/** `post_op_attr` (RFC 1813 §2.6). */
export function readOptionalAttributes(xdr: XdrReader): FileAttributes | undefined {
  return xdr.optional(() => readAttributes(xdr));
}

/** Passes over `wcc_data` (RFC 1813 §2.6). */
export function skipWeakCacheConsistency(xdr: XdrReader): void {
  xdr.optional(() => xdr.fixedOpaque(8 + 8 + 8)); // size, mtime, ctime
  readOptionalAttributes(xdr);
}

/** `time_how` (RFC 1813 §2.6). */
const timeHow = { "dont-change": 0, "set-to-server-time": 1 } as const;

/** `sattr3` (RFC 1813 §2.6) that sets the mode, and the times of access and change if asked to. */
export function writeMode(xdr: XdrWriter, mode: number, times: keyof typeof timeHow = "dont-change"): void {
  const left = false;
  xdr.bool(true).uint32(mode);
  xdr.bool(left).bool(left).bool(left); // uid, gid, size
  xdr.uint32(timeHow[times]).uint32(timeHow[times]); // atime, mtime
}

function readTime(xdr: XdrReader): Date {
  const seconds = xdr.uint32();
  return new Date(seconds * 1000 + Math.floor(xdr.uint32() / 1e6));
}
