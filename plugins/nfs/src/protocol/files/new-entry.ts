import { isStatus } from "../nfs-status.ts";
import type { FileHandle, FileProtocol } from "./file-protocol.ts";

/**
 * Makes an entry in a directory. Where that is denied, the server is asked whether
 * this user may make entries there at all: the owner and mode of a directory are
 * something else to look at than the export.
 *
 * @throws NfsStatusError ACCES or PERM with `mayExtend`; whatever else `make` throws
 */
export async function newEntry<Value>(
  files: FileProtocol,
  directory: FileHandle,
  make: () => Promise<Value>,
): Promise<Value> {
  try {
    return await make();
  } catch (error) {
    if (isStatus(error, "ACCES", "PERM"))
      error.mayExtend = await files.mayExtend(directory).catch(() => undefined);
    throw error;
  }
}
