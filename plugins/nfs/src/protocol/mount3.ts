import type { FileHandle } from "./files/file-protocol.ts";
import { statusError } from "./nfs-status.ts";
import type { RpcClient } from "./rpc/rpc-client.ts";
import type { RpcProgram } from "./rpc/rpc-message.ts";
import type { XdrReader } from "./xdr-reader.ts";

/** The mount protocol, version 3 (RFC 1813 appendix I). */
export const mountProgram: RpcProgram = { program: 100_005, version: 3 };
const mountProcedure = {
  mnt: { program: mountProgram, number: 1, isIdempotent: true },
  export: { program: mountProgram, number: 5, isIdempotent: true },
} as const;

/** `FHSIZE3` and `MNTPATHLEN` (RFC 1813 §I.1). */
const longestHandle = 64;
const longestPath = 1024;
const longestName = 255;
const mostExports = 4096;
const mostGroups = 4096;
const mostFlavors = 256;

/**
 * The handle of an exported directory, or of one below it.
 *
 * @throws NfsStatusError such as MNT3ERR_ACCES or MNT3ERR_NOENT
 */
export function mount(rpc: RpcClient, path: string): Promise<FileHandle> {
  return rpc.call(
    mountProcedure.mnt,
    (xdr) => void xdr.string(path),
    (results) => {
      const status = results.uint32();
      // MNT3ERR_ codes are those of NFS3ERR_ (RFC 1813 §I.5.1).
      if (status !== 0) throw statusError("MNT3ERR", status, "MNT");
      const handle = Buffer.from(results.opaque(longestHandle));
      results.array(mostFlavors, () => results.uint32());
      return handle;
    },
  );
}

/** The directories that the server exports, to whomever. */
export function exportedDirectories(rpc: RpcClient): Promise<readonly string[]> {
  return rpc.call(
    mountProcedure.export,
    () => {},
    (results) => results.list(mostExports, () => readExport(results)),
  );
}

function readExport(xdr: XdrReader): string {
  const directory = xdr.opaque(longestPath).toString();
  xdr.list(mostGroups, () => xdr.opaque(longestName));
  return directory;
}
