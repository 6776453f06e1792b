import { readFileSync } from "node:fs";
import type { ByteString } from "./byte-string.ts";

/** A mounted file system. */
export interface Mount {
  readonly path: ByteString;
  /** As in /proc/filesystems. */
  readonly type: string;
}

/**
 * All that is mounted, in the order of proc_pid_mountinfo(5): later ones hide
 * earlier ones. Read from the kernel's table, since a look at a file system itself
 * may never return. Empty where there is no such table.
 */
export function mountTable(): readonly Mount[] {
  return readTable()
    .split("\n")
    .flatMap((line) => {
      const [before = "", after] = line.split(" - ");
      const path = before.split(" ")[4];
      const type = after?.split(" ")[0];
      return path === undefined || type === undefined ? [] : [{ path: unescaped(path), type }];
    });
}

/** The mount that a path lies on. */
export function mountOf(path: ByteString, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter((mount) => isWithin(path, mount.path))
    .reduce<Mount | undefined>(
      (deepest, mount) => (mount.path.length >= (deepest?.path.length ?? 0) ? mount : deepest),
      undefined,
    );
}

/** Whether a path is another one or lies below it. Both are absolute and normalized. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

function readTable(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "latin1");
  } catch {
    // Not Linux: nothing is known.
    return "";
  }
}

function unescaped(path: string): ByteString {
  return path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  ) as ByteString;
}
