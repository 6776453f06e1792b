import type { ByteString } from "../../parts/byte-string.ts";

/** Whether a symbolic link, as it is written, points to something outside of the tree that its name is relative to. */
export function leavesTree(name: ByteString, target: ByteString): boolean {
  if (target.startsWith("/")) return true;
  let depth = depthAfter(0, name) - 1;
  for (const segment of target.split("/")) {
    depth = depthAfter(depth, segment);
    if (depth < 0) return true;
  }
  return false;
}

function depthAfter(depth: number, path: string): number {
  return path.split("/").reduce((at, segment) => {
    if (segment === "" || segment === ".") return at;
    return segment === ".." ? at - 1 : at + 1;
  }, depth);
}
