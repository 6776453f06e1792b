import { failure } from "../../messages/holdfast-error.ts";
import type { ByteString } from "../../parts/byte-string.ts";

/** Bytes of a header; content is padded to a multiple of it. */
export const blockSize = 512;

/** What does not fit into the fields of a ustar header goes into pax records. */
export const limits = {
  name: 100,
  account: 31,
  id: 0o7777777,
  size: 0o77777777777,
  seconds: 0o77777777777,
} as const;

/** The fields of a ustar header (POSIX pax, "ustar Interchange Format"). */
export interface Header {
  readonly typeflag: string;
  readonly name: ByteString;
  readonly link: ByteString;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: ByteString;
  readonly group: ByteString;
  /** Seconds since 1970. */
  readonly seconds: number;
}

const checksumOffset = 148;
const checksumLength = 8;
const posixMagic = "ustar\x0000";
const gnuMagic = "ustar  \0";

/** Writes a header at an offset. What is beyond the {@link limits} is cut: a pax record has the whole. */
export function encodeHeader(into: Buffer, offset: number, header: Header): void {
  into.fill(0, offset, offset + blockSize);
  into.write(header.name, offset, limits.name, "latin1");
  writeOctal(into, header.mode, offset + 100, 7);
  writeOctal(into, clip(header.uid, limits.id), offset + 108, 7);
  writeOctal(into, clip(header.gid, limits.id), offset + 116, 7);
  writeOctal(into, clip(header.size, limits.size), offset + 124, 11);
  writeOctal(into, clip(header.seconds, limits.seconds), offset + 136, 11);
  into.write(header.typeflag, offset + 156, 1, "latin1");
  into.write(header.link, offset + 157, limits.name, "latin1");
  into.write(posixMagic, offset + 257, posixMagic.length, "latin1");
  into.write(header.user, offset + 265, limits.account, "latin1");
  into.write(header.group, offset + 297, limits.account, "latin1");
  writeOctal(into, checksum(into, offset), offset + checksumOffset, 6);
  into[offset + checksumOffset + 7] = 0x20;
}

/**
 * Reads a header, also GNU tar's variant.
 *
 * @throws HoldfastError `holdfast.archive.malformed-tar`
 */
export function decodeHeader(block: Buffer): Header {
  if (number(block, checksumOffset, checksumLength) !== checksum(block, 0))
    throw malformed("a header's checksum is wrong");
  const magic = block.toString("latin1", 257, 265);
  if (magic !== posixMagic && magic !== gnuMagic) throw malformed("a header is not of the ustar format");
  const prefix = magic === posixMagic ? text(block, 345, 155) : "";
  const name = text(block, 0, limits.name);
  return {
    typeflag: block.toString("latin1", 156, 157),
    name: (prefix === "" ? name : `${prefix}/${name}`) as ByteString,
    link: text(block, 157, limits.name),
    size: natural(block, 124, 12, "size"),
    mode: natural(block, 100, 8, "mode") & 0o7777,
    uid: natural(block, 108, 8, "uid"),
    gid: natural(block, 116, 8, "gid"),
    user: text(block, 265, 32),
    group: text(block, 297, 32),
    seconds: number(block, 136, 12),
  };
}

/** Whether the block is one of those that end an archive. */
export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** The error of an archive that is not as it must be. */
export function malformed(what: string): Error {
  return failure("holdfast.archive.malformed-tar", what);
}

/** The sum of the header's bytes, those of the checksum itself taken as spaces. */
function checksum(bytes: Buffer, offset: number): number {
  let sum = checksumLength * 0x20;
  for (let at = offset; at < offset + checksumOffset; at++) sum += bytes[at] ?? 0;
  for (let at = offset + checksumOffset + checksumLength; at < offset + blockSize; at++)
    sum += bytes[at] ?? 0;
  return sum;
}

/** Exactly so many octal digits; the byte after them stays NUL. */
function writeOctal(into: Buffer, value: number, offset: number, digits: number): void {
  let rest = value;
  for (let at = offset + digits - 1; at >= offset; at--) {
    into[at] = 0x30 + (rest % 8);
    rest = Math.floor(rest / 8);
  }
}

function clip(value: number, limit: number): number {
  return Math.max(0, Math.min(value, limit));
}

function text(block: Buffer, offset: number, length: number): ByteString {
  const end = block.indexOf(0, offset);
  return block.toString(
    "latin1",
    offset,
    end === -1 ? offset + length : Math.min(end, offset + length),
  ) as ByteString;
}

function natural(block: Buffer, offset: number, length: number, field: string): number {
  const value = number(block, offset, length);
  if (value < 0) throw malformed(`a header's ${field} is negative`);
  return value;
}

/** Octal digits between spaces and NULs, or GNU's base 256: a big-endian two's complement whose first bit marks it. */
function number(block: Buffer, offset: number, length: number): number {
  if ((block[offset] ?? 0) < 0x80) {
    const digits = /^ *([0-7]*)[ \0]*$/.exec(block.toString("latin1", offset, offset + length))?.[1];
    if (digits === undefined) throw malformed("a header's number is not octal");
    return Number.parseInt(digits || "0", 8);
  }
  const bits = length * 8 - 1;
  const value = Number(BigInt.asIntN(bits, BigInt(`0x${block.toString("hex", offset, offset + length)}`)));
  if (!Number.isSafeInteger(value)) throw malformed("a header's number is too large");
  return value;
}
