import type { EntryInfo } from "@holdfast/contract";
import { type PacketReader, protocolError, type Field } from "./packet.ts";

/** Which attributes follow (draft-ietf-secsh-filexfer-02 §5). */
const present = {
  size: 0x00000001,
  owner: 0x00000002,
  permissions: 0x00000004,
  times: 0x00000008,
  extended: 0x80000000,
} as const;

const fileType = { mask: 0o170000, directory: 0o040000, regular: 0o100000 } as const;

/** Reads ATTRS. Without permissions the type is unknown and taken for a file's. */
export function readAttributes(reader: PacketReader): EntryInfo {
  const flags = reader.uint32();
  const size = flags & present.size ? reader.uint64() : undefined;
  if (flags & present.owner) {
    reader.uint32();
    reader.uint32();
  }
  const permissions = flags & present.permissions ? reader.uint32() : fileType.regular;
  let modified: number | undefined;
  if (flags & present.times) {
    reader.uint32();
    modified = reader.uint32();
  }
  if (flags & present.extended) {
    for (let count = reader.uint32(); count > 0; count--) {
      reader.bytes();
      reader.bytes();
    }
  }
  if (size !== undefined && size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw protocolError(`The server gave a file's size as ${size} bytes.`);
  }
  const kind = kindOf(permissions);
  return {
    kind,
    ...(size === undefined || kind !== "file" ? {} : { size: Number(size) }),
    ...(modified === undefined ? {} : { modified: new Date(modified * 1000) }),
  };
}

/** ATTRS that carry only the permissions of a new file or directory. */
export function permissionAttributes(permissions: number): readonly Field[] {
  return [present.permissions, permissions];
}

function kindOf(permissions: number): EntryInfo["kind"] {
  const type = permissions & fileType.mask;
  if (type === fileType.directory) return "directory";
  // Some servers leave the type bits out.
  return type === fileType.regular || type === 0 ? "file" : "other";
}
