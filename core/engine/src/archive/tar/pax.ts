import { type ByteString, isAscii, textOf } from "../../parts/byte-string.ts";
import { formatTimestamp, parseTimestamp, splitTimestamp } from "../timestamp.ts";
import { limits, malformed } from "./header.ts";
import type { TarEntry } from "./tar-entry.ts";

/** What a pax extended header says instead of the header after it. */
export interface PaxOverrides {
  readonly path?: ByteString;
  readonly linkpath?: ByteString;
  readonly uname?: ByteString;
  readonly gname?: ByteString;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Nanoseconds since 1970. */
  readonly mtime?: bigint;
}

const largestId = 0xffff_ffff;

/**
 * The records (POSIX pax, "pax Extended Header") for what a ustar header cannot
 * say of an entry; empty when it can say all. Names that are not UTF-8 and too
 * long for the header make them `hdrcharset=BINARY`.
 *
 * @param path the entry's name as it stands in the archive
 */
export function formatPaxRecords(entry: TarEntry, path: ByteString): ByteString {
  const { size, uid, gid, mtime } = entry;
  const names = [
    ...nameRecord("path", path, limits.name),
    ...nameRecord("linkpath", entry.link, limits.name),
    ...nameRecord("uname", entry.user, limits.account),
    ...nameRecord("gname", entry.group, limits.account),
  ];
  const time = splitTimestamp(mtime);
  let records = names.some(([, name]) => textOf(name) === undefined) ? record("hdrcharset", "BINARY") : "";
  for (const [key, name] of names) records += record(key, name);
  if (size > limits.size) records += record("size", String(size));
  if (uid > limits.id) records += record("uid", String(uid));
  if (gid > limits.id) records += record("gid", String(gid));
  if (time.nanoseconds !== 0 || time.seconds < 0 || time.seconds > limits.seconds) {
    records += record("mtime", formatTimestamp(mtime));
  }
  return records as ByteString;
}

/**
 * Reads the records of a pax extended header. Keywords that do not concern a
 * restore are passed over; the last of several records with one keyword counts.
 *
 * @throws HoldfastError `holdfast.archive.malformed-tar`
 */
export function parsePaxRecords(bytes: Buffer): PaxOverrides {
  const values = new Map<string, ByteString>();
  for (let offset = 0; offset < bytes.length;) {
    const length = recordLength(bytes, offset);
    const content = bytes.indexOf(" ", offset) + 1;
    const separator = bytes.indexOf("=", content);
    const end = offset + length - 1;
    if (separator <= content || separator >= end || bytes[end] !== 0x0a)
      throw malformed("a pax record is broken");
    values.set(
      bytes.toString("latin1", content, separator),
      bytes.toString("latin1", separator + 1, end) as ByteString,
    );
    offset += length;
  }
  refuseUnknownMeaning(values);
  return overridesFrom(values);
}

/** A name needs a record when it is too long, or is UTF-8 beyond ASCII, which the header leaves undefined. */
function nameRecord(key: string, name: ByteString, limit: number): [string, ByteString][] {
  if (name.length > limit || (!isAscii(name) && textOf(name) !== undefined)) return [[key, name]];
  return [];
}

/** `length key=value\n`, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = key.length + value.length + 3;
  const digits = String(rest).length;
  const length = rest + String(rest + digits).length;
  return `${length} ${key}=${value}\n`;
}

function recordLength(bytes: Buffer, offset: number): number {
  const digits = /^[1-9]\d{0,7}(?= )/.exec(bytes.toString("latin1", offset, offset + 9))?.[0];
  const length = Number(digits ?? 0);
  if (length === 0 || offset + length > bytes.length) throw malformed("a pax record's length is wrong");
  return length;
}

function refuseUnknownMeaning(values: ReadonlyMap<string, string>): void {
  const charset = values.get("hdrcharset") ?? "BINARY";
  if (charset !== "BINARY" && charset !== "ISO-IR 10646 2000 UTF-8")
    throw malformed("a pax header has an unknown hdrcharset");
  for (const key of values.keys()) {
    if (key.startsWith("GNU.sparse.")) throw malformed("an entry is in GNU tar's sparse format");
  }
}

function overridesFrom(values: Map<string, ByteString>): PaxOverrides {
  const overrides: { -readonly [K in keyof PaxOverrides]: PaxOverrides[K] } = {};
  for (const [key, value] of values) {
    if (value === "") continue;
    switch (key) {
      case "path":
      case "linkpath":
      case "uname":
      case "gname":
        overrides[key] = value;
        break;
      case "size":
        overrides.size = boundedNumber(value, Number.MAX_SAFE_INTEGER);
        break;
      case "uid":
      case "gid":
        overrides[key] = boundedNumber(value, largestId);
        break;
      case "mtime":
        overrides.mtime = parseTimestamp(value) ?? refuseNumber();
        break;
    }
  }
  return overrides;
}

function boundedNumber(value: string, largest: number): number {
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Infinity;
  return number <= largest ? number : refuseNumber();
}

function refuseNumber(): never {
  throw malformed("a pax record's number is out of range");
}
