import { failure } from "../messages/holdfast-error.ts";
import { formatVersion, longestManifest, type Manifest, type ManifestPart } from "./manifest.ts";

type Json = Readonly<Record<string, unknown>>;

const known: readonly string[] = [];
const mostParts = 1000;
const mostVolumes = 999_999;
const largestVolume = 2 ** 28;

/**
 * Reads a manifest strictly: only what it checked comes back.
 *
 * @throws HoldfastError: not a manifest, or one that a newer release wrote
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > longestManifest) throw bad("it is too long");
  const top = object(json(bytes), "the manifest");
  const section = object(top["holdfast"], "holdfast");
  const format = count(section["format"], "format");
  if (format === 0) throw bad("format");
  if (format > formatVersion) throw failure("holdfast.manifest.newer-format", format, formatVersion);
  const requires = texts(section["requires"], "requires");
  const unknown = requires.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw failure("holdfast.manifest.unknown-requirement", unknown.join(", ").slice(0, 200));
  const system = object(section["system"], "system");
  const codec = oneOf(section["codec"], ["zstd", "gzip", "none"] as const, "codec");
  const parts = array(section["parts"], "parts").map(part);
  if (parts.length > mostParts || new Set(parts.map((each) => each.id)).size !== parts.length) {
    throw bad("its list of parts");
  }
  return {
    BackupSize: count(top["BackupSize"], "BackupSize"),
    StartTime: time(top["StartTime"], "StartTime"),
    EndTime: time(top["EndTime"], "EndTime"),
    Duration: count(top["Duration"], "Duration"),
    holdfast: {
      format,
      requires,
      system: {
        id: text(system["id"], "system.id"),
        name: text(system["name"], "system.name"),
        product: text(system["product"], "system.product"),
      },
      archive: text(section["archive"], "archive"),
      version: text(section["version"], "version"),
      build: text(section["build"], "build"),
      comment: text(section["comment"], "comment"),
      sequence: count(section["sequence"], "sequence"),
      codec,
      sealed: flag(section["sealed"], "sealed"),
      key_slots: texts(section["key_slots"], "key_slots").map((name) => keySlotName(name)),
      volume_size: volumeSize(section["volume_size"]),
      parts,
      sums: digest(section["sums"], "sums"),
      ...previous(section["previous"]),
    },
  };
}

function part(value: unknown): ManifestPart {
  const given = object(value, "part");
  const id = text(given["id"], "part.id");
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(id)) throw bad("a part's id");
  const volumes = count(given["volumes"], "volumes");
  const index = count(given["index_volumes"], "index_volumes");
  const sliceSize = count(given["slice_size"], "slice_size");
  if (volumes > mostVolumes || index > mostVolumes || volumes < 1 || index < 1) throw bad("a part's volumes");
  if (sliceSize < 1 || sliceSize > 2 ** 26) throw bad("a part's slice size");
  const problems = Object.entries(object(given["problems"], "problems")).map(([status, number]) => {
    if (!/^[a-z]{1,32}$/.test(status)) throw bad("a status of its problems");
    return [status, count(number, "problems")] as const;
  });
  return {
    id,
    content: oneOf(given["content"], ["tar", "stream"] as const, "content"),
    volumes,
    index_volumes: index,
    slice_size: sliceSize,
    stream_size: count(given["stream_size"], "stream_size"),
    stored_size: count(given["stored_size"], "stored_size"),
    index_stored_size: count(given["index_stored_size"], "index_stored_size"),
    entries: count(given["entries"], "entries"),
    problems: Object.fromEntries(problems),
  };
}

function volumeSize(value: unknown): number {
  const size = count(value, "volume_size");
  if (size < 1 || size > largestVolume) throw bad("its volume size");
  return size;
}

function previous(value: unknown): { previous?: { name: string; digest: string } } {
  if (value === undefined) return {};
  const given = object(value, "previous");
  return {
    previous: { name: text(given["name"], "previous"), digest: digest(given["digest"], "previous") },
  };
}

function keySlotName(name: string): string {
  if (!/^(identity|escrow-\d{1,3})\.age$/.test(name)) throw bad("a key slot's name");
  return name;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw bad("it is not JSON");
  }
}

function bad(what: string): Error {
  return failure("holdfast.manifest.not-a-manifest", what);
}

function object(value: unknown, what: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(what);
  return value as Json;
}

function array(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(what);
  return value;
}

function text(value: unknown, what: string): string {
  if (typeof value !== "string" || value.length > 1000 || /\p{Cc}/u.test(value)) throw bad(what);
  return value;
}

function texts(value: unknown, what: string): readonly string[] {
  return array(value, what).map((each) => text(each, what));
}

function count(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw bad(what);
  return value;
}

function flag(value: unknown, what: string): boolean {
  if (typeof value !== "boolean") throw bad(what);
  return value;
}

function time(value: unknown, what: string): string {
  const given = text(value, what);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(given)) throw bad(what);
  return given;
}

function digest(value: unknown, what: string): string {
  const given = text(value, what);
  if (!/^[0-9a-f]{64}$/.test(given)) throw bad(what);
  return given;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], what: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw bad(what);
  return found;
}
