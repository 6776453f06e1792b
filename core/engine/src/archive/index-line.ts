import { failure } from "../messages/holdfast-error.ts";
import { textOf } from "../parts/byte-string.ts";
import { linkOf, nameOf } from "./entry-names.ts";
import type { EntryStatus, EntryType, IndexEntry } from "./entry.ts";
import { parseTimestamp } from "./timestamp.ts";

/** Characters of a line, at most: two paths as long as Linux has them, each byte escaped, and some more. */
export const longestIndexLine = 65_536;

const types: ReadonlySet<unknown> = new Set<EntryType>([
  "file",
  "directory",
  "symlink",
  "hardlink",
  "fifo",
  "socket",
  "device",
  "stream",
]);

const statuses: ReadonlySet<unknown> = new Set<EntryStatus>([
  "ok",
  "changed",
  "shrunk",
  "vanished",
  "unreadable",
  "skipped",
]);

const largestId = 0xffff_ffff;

const checks: Readonly<Record<keyof IndexEntry, (value: unknown) => boolean>> = {
  path: isName,
  path_base64: isBase64Name,
  type: (value) => types.has(value),
  size: isNatural,
  mode: (value) => isNatural(value) && value <= 0o7777,
  uid: (value) => isNatural(value) && value <= largestId,
  gid: (value) => isNatural(value) && value <= largestId,
  user: isText,
  group: isText,
  mtime: (value) => isText(value) && /\.\d{9}$/.test(value) && parseTimestamp(value) !== undefined,
  status: (value) => statuses.has(value),
  reason: isText,
  link: isName,
  link_base64: isBase64Name,
  offset: isNatural,
  length: isNatural,
  volume: isNatural,
  frame: isNatural,
};

/**
 * Reads one line of an index, without its line feed. Keys that are not known are passed over.
 *
 * @throws HoldfastError `holdfast.archive.invalid-index-line`
 */
export function parseIndexLine(line: string): IndexEntry {
  if (line.length > longestIndexLine) throw invalid("it is too long");
  const given = parseObject(line);
  const entry: Record<string, unknown> = {};
  for (const [key, isValid] of Object.entries(checks)) {
    if (!Object.hasOwn(given, key)) continue;
    if (!isValid(given[key])) throw invalid(`its ${key} is not valid`);
    entry[key] = given[key];
  }
  for (const key of ["type", "size", "status"]) {
    if (!Object.hasOwn(entry, key)) throw invalid(`it has no ${key}`);
  }
  return checkTogether(entry as unknown as IndexEntry);
}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalid("it is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("it is not a JSON object");
  return value as Record<string, unknown>;
}

function checkTogether(entry: IndexEntry): IndexEntry {
  const { type, offset, length } = entry;
  const isStored = offset !== undefined;
  const isLink = type === "symlink" || type === "hardlink";
  const hasLink = linkOf(entry) !== undefined;
  if ((entry.path === undefined) === (entry.path_base64 === undefined))
    throw invalid("it needs exactly one name");
  if (entry.link !== undefined && entry.link_base64 !== undefined) throw invalid("it has two link targets");
  if (hasLink && !isLink) throw invalid(`a ${type} has a link target`);
  if (isLink && isStored && !hasLink) throw invalid(`a ${type} has no link target`);
  if (isStored !== (length !== undefined)) throw invalid("its offset or its length is missing");
  if (!Number.isSafeInteger((offset ?? 0) + (length ?? 0))) throw invalid("it ends beyond any stream");
  return entry;
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.isWellFormed();
}

function isName(value: unknown): boolean {
  return isText(value) && value !== "" && !value.includes("\0");
}

/** Names have one form: base64 is for those that are not UTF-8, and is canonical. */
function isBase64Name(value: unknown): boolean {
  if (!isText(value)) return false;
  const bytes = nameOf({ path_base64: value } as IndexEntry);
  const canonical = Buffer.from(bytes, "latin1").toString("base64") === value;
  return canonical && textOf(bytes) === undefined && !bytes.includes("\0");
}

function invalid(what: string): Error {
  return failure("holdfast.archive.invalid-index-line", what);
}
