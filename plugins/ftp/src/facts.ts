import type { EntryInfo } from "@holdfast/contract";

/** Facts about a file or directory by their names in lower case (RFC 3659 §7.2), and its name or path. */
export interface Facts {
  readonly values: ReadonlyMap<string, string>;
  readonly name: string;
}

/** Reads `type=file;size=5; name`, as MLST and MLSD give it. */
export function factsOf(line: string): Facts {
  const space = line.indexOf(" ");
  const values = new Map<string, string>();
  for (const fact of line.slice(0, Math.max(space, 0)).split(";")) {
    const equals = fact.indexOf("=");
    if (equals > 0) values.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
  }
  return { values, name: line.slice(space + 1) };
}

/** What the facts tell; `undefined` when they do not tell the type. */
export function infoOf({ values }: Facts): EntryInfo | undefined {
  const type = values.get("type")?.toLowerCase();
  if (type === undefined) return undefined;
  const time = timeOf(values.get("modify") ?? "");
  const modified = time === undefined ? {} : { modified: time };
  if (type === "file") {
    const size = values.get("size") ?? "";
    return /^\d{1,15}$/.test(size)
      ? { kind: "file", size: Number(size), ...modified }
      : { kind: "file", ...modified };
  }
  return { kind: ["dir", "cdir", "pdir"].includes(type) ? "directory" : "other", ...modified };
}

/** `YYYYMMDDHHMMSS[.sss]` in UTC (RFC 3659 §2.3). */
function timeOf(text: string): Date | undefined {
  const [, year, month, day, hours, minutes, seconds, fraction = ""] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,3})?/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${fraction}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
