import type { ListedEntry } from "@holdfast/contract";
import { type FileInfo, parseList } from "basic-ftp";
import { factsOf, infoOf } from "./facts.ts";

/** Reads what MLSD gives (RFC 3659 §7). */
export function structuredEntries(lines: readonly string[]): readonly ListedEntry[] {
  return lines.flatMap((line) => {
    const facts = factsOf(line);
    const info = infoOf(facts);
    const isItself = ["cdir", "pdir"].includes(facts.values.get("type")?.toLowerCase() ?? "");
    return info === undefined || isItself || !isListable(facts.name) ? [] : [{ name: facts.name, ...info }];
  });
}

/** Reads what LIST gives, in the manner of `ls -l` or of DOS; the time is not in it in full. */
export function plainEntries(lines: readonly string[]): readonly ListedEntry[] {
  return lines
    .flatMap((line) => parsed(line))
    .filter(({ name }) => isListable(name))
    .map((file) => ({
      name: file.name,
      kind: file.isFile ? "file" : file.isDirectory ? "directory" : "other",
      ...(file.isFile && Number.isSafeInteger(file.size) && { size: file.size }),
    }));
}

function parsed(line: string): readonly FileInfo[] {
  try {
    return parseList(line);
  } catch {
    // It throws at a line of no form that it knows.
    return [];
  }
}

/** Whether a name that a server gave can be one in a directory. */
function isListable(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\p{Cc}]/u.test(name) && name.isWellFormed();
}
