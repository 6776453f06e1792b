import type { EntryInfo } from "@holdfast/contract";

const kibibyte = 1024;

/** Reads a line of `ls -n` (POSIX.1-2017, ls, STDOUT); `undefined` when it is none. */
export function parseEntry(line: string): EntryInfo | undefined {
  const [, type, size] = /^([-bcdlps])\S{9,} +\d+ +\d+ +\d+ +(\d{1,16})[, ]/.exec(line) ?? [];
  if (type === undefined) return undefined;
  if (type !== "-") return { kind: type === "d" ? "directory" : "other" };
  return Number.isSafeInteger(Number(size)) ? { kind: "file", size: Number(size) } : undefined;
}

/** The free bytes in what `df -P -k` prints (POSIX.1-2017, df, STDOUT); `undefined` when it is nothing of the kind. */
export function parseAvailable(text: string): number | undefined {
  // Names, which may have spaces, stand before and after the numbers.
  const [, available] = /\s\d+\s+-?\d+\s+(-?\d{1,13})\s+(?:-|\d+%)\s/.exec(text.split("\n")[1] ?? "") ?? [];
  return available === undefined ? undefined : Math.max(0, Number(available) * kibibyte);
}
