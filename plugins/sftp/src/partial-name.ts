import { randomBytes } from "node:crypto";

/** NAME_MAX of the usual file systems, in bytes. */
const longestName = 255;

/** A name beside the path that nothing else has, for a file that is not whole yet. */
export function partialName(path: string): string {
  const suffix = `part-${randomBytes(4).toString("hex")}`;
  const slash = path.lastIndexOf("/") + 1;
  const name = `${path.slice(slash)}.${suffix}`;
  return path.slice(0, slash) + (Buffer.byteLength(name) <= longestName ? name : suffix);
}
