import type { FileAttributes } from "../files/file-protocol.ts";
import { protocolError } from "../protocol-error.ts";
import { XdrReader } from "../xdr-reader.ts";
import { XdrWriter } from "../xdr-writer.ts";

/** Numbers of attributes (RFC 8881 §5.6, §5.8). */
export const attribute = {
  type: 1,
  size: 4,
  leaseTime: 10,
  maxRead: 30,
  maxWrite: 31,
  mode: 33,
  spaceAvailable: 42,
  timeModify: 53,
} as const;

/** What attributes a call asks for, and what a server has sent; absent ones it does not support. */
export interface Attributes {
  readonly type?: number;
  /** Bytes. */
  readonly size?: number;
  /** Seconds. */
  readonly leaseTime?: number;
  /** Most bytes of one READ and one WRITE. */
  readonly maxRead?: bigint;
  readonly maxWrite?: bigint;
  /** Bytes that this user can still store. */
  readonly spaceAvailable?: bigint;
  readonly timeModify?: Date | undefined;
}

/** The attributes that say what a file is. */
export const fileAttributes: readonly number[] = [attribute.type, attribute.size, attribute.timeModify];

/** `nfs_ftype4` (RFC 8881 §3.2.1). */
export const fileType = { regular: 1, directory: 2, symbolicLink: 5 } as const;

const kinds: Readonly<Record<number, FileAttributes["kind"]>> = {
  [fileType.regular]: "file",
  [fileType.directory]: "directory",
  [fileType.symbolicLink]: "symbolic-link",
};

/** No server has attributes beyond: `bitmap4` (RFC 8881 §3.2) of so many words. */
const mostWords = 8;
const longestAttributes = 64 * 1024;

/** How each attribute is read, in the order of their numbers, in which they are sent (RFC 8881 §3.3.13). */
const readers: readonly (readonly [number, (xdr: XdrReader) => Attributes])[] = [
  [attribute.type, (xdr) => ({ type: xdr.uint32() })],
  [attribute.size, (xdr) => ({ size: xdr.size() })],
  [attribute.leaseTime, (xdr) => ({ leaseTime: xdr.uint32() })],
  [attribute.maxRead, (xdr) => ({ maxRead: xdr.uint64() })],
  [attribute.maxWrite, (xdr) => ({ maxWrite: xdr.uint64() })],
  [attribute.spaceAvailable, (xdr) => ({ spaceAvailable: xdr.uint64() })],
  [attribute.timeModify, (xdr) => ({ timeModify: readTime(xdr) })],
];

/** `bitmap4` (RFC 8881 §3.2). */
export function writeBitmap(xdr: XdrWriter, numbers: readonly number[]): void {
  const words = Array.from({ length: Math.floor(Math.max(-1, ...numbers) / 32) + 1 }, () => 0);
  for (const number of numbers)
    words[number >>> 5] = ((words[number >>> 5] ?? 0) | (1 << (number & 31))) >>> 0;
  xdr.array(words, (each, word) => void each.uint32(word));
}

/** The numbers in a `bitmap4`. */
export function readBitmap(xdr: XdrReader): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [index, word] of xdr.array(mostWords, () => xdr.uint32()).entries()) {
    for (let bit = 0; bit < 32; bit++) if ((word & (1 << bit)) !== 0) numbers.add(32 * index + bit);
  }
  return numbers;
}

/** `fattr4` (RFC 8881 §3.3.7) with nothing but the mode. */
export function writeMode(xdr: XdrWriter, mode: number): void {
  writeBitmap(xdr, [attribute.mode]);
  xdr.opaque(Buffer.concat(new XdrWriter().uint32(mode).pieces()));
}

/** `fattr4` (RFC 8881 §3.3.7). @throws LocationError `protocol` for attributes that nobody asked for */
export function readAttributes(xdr: XdrReader): Attributes {
  const numbers = new Set(readBitmap(xdr));
  const values = new XdrReader(xdr.opaque(longestAttributes));
  let attributes: Attributes = {};
  for (const [number, read] of readers) {
    if (numbers.delete(number)) attributes = { ...attributes, ...read(values) };
  }
  if (numbers.size > 0) throw protocolError("The server sent attributes that it was not asked for.");
  return attributes;
}

/** What the attributes say of a file. @throws LocationError `protocol` without those that every server has */
export function describeFile({ type, size, timeModify }: Attributes): FileAttributes {
  if (type === undefined || size === undefined)
    throw protocolError("The server did not send a file's type and size.");
  return { kind: kinds[type] ?? "other", size, modified: timeModify };
}

/** `nfstime4` (RFC 8881 §3.3.1); `undefined` for a time beyond those of Date. */
function readTime(xdr: XdrReader): Date | undefined {
  const seconds = Number(xdr.int64());
  const time = new Date(seconds * 1000 + Math.floor(xdr.uint32() / 1e6));
  return Number.isNaN(time.getTime()) ? undefined : time;
}
