import { readFileSync } from "node:fs";
import type { TreePart } from "./tree-part.ts";

/** File systems whose server, or whose process, can leave a reader waiting for ever; `fuse` with all its kinds. */
const networkTypes: ReadonlySet<string> = new Set([
  "9p",
  "afs",
  "ceph",
  "cifs",
  "fuse",
  "glusterfs",
  "lustre",
  "nfs",
  "nfs4",
  "smb3",
  "smbfs",
]);

/**
 * Whether reading the part touches a network file system: one that a root lies on,
 * or one that is mounted below a root. Told from the table of mounts alone, since
 * a look at the file system itself may never return.
 */
export function touchesNetwork(part: TreePart): boolean {
  const mounts = mountsOf(mountTable());
  const network = mounts.filter(({ isNetwork }) => isNetwork).map(({ path }) => path);
  return part.roots.some(
    (root) => network.some((path) => lies(path, root)) || mountOf(root, mounts)?.isNetwork === true,
  );
}

interface Mount {
  readonly path: string;
  readonly isNetwork: boolean;
}

function mountTable(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    // Not Linux: nothing is known, and the reader stays a thread.
    return "";
  }
}

/** Mount points in the order of proc_pid_mountinfo(5): later ones hide earlier ones. */
function mountsOf(table: string): readonly Mount[] {
  return table.split("\n").flatMap((line) => {
    const [before = "", after] = line.split(" - ");
    const path = before.split(" ")[4];
    const type = after?.split(" ")[0];
    if (path === undefined || type === undefined) return [];
    const isNetwork = networkTypes.has(type) || type.startsWith("fuse.");
    return [{ path: unescaped(path), isNetwork }];
  });
}

function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter((mount) => lies(path, mount.path))
    .reduce<Mount | undefined>(
      (deepest, mount) => (mount.path.length >= (deepest?.path.length ?? 0) ? mount : deepest),
      undefined,
    );
}

/** Whether a path is another one or lies below it. */
function lies(path: string, below: string): boolean {
  return path === below || path.startsWith(below === "/" ? "/" : `${below}/`);
}
