import { byteStringOf } from "./byte-string.ts";
import { isWithin, type Mount, mountOf, mountTable } from "./mounts.ts";
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
  const mounts = mountTable();
  const network = mounts.filter(isNetwork);
  return part.roots.map(byteStringOf).some((root) => {
    const own = mountOf(root, mounts);
    return network.some(({ path }) => isWithin(path, root)) || (own !== undefined && isNetwork(own));
  });
}

function isNetwork({ type }: Mount): boolean {
  return networkTypes.has(type) || type.startsWith("fuse.");
}
