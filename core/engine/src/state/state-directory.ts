import { closeSync, openSync, statfsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { failure } from "../messages/holdfast-error.ts";
import { makeDirectory } from "./make-directory.ts";
import { stateFailure } from "./state-failure.ts";

/** File systems whose byte-range locks other hosts do not see, or see late: statfs(2) `f_type`. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB"],
  [0xff534d42, "SMB"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x73757245, "Coda"],
]);

/**
 * Makes the state directory when it is missing, for its owner alone (0700). An
 * existing one keeps its mode, but must not be writable by others.
 *
 * Jobs must not read it: closing any descriptor of a file releases every POSIX
 * lock that the process has on it (fcntl(2)), SQLite's too.
 *
 * @throws HoldfastError `holdfast.state.unsafe-directory`, `holdfast.state.network-file-system`,
 *   or what {@link stateFailure} says
 */
export function prepareStateDirectory(stateDir: string): void {
  try {
    makeDirectory(resolve(stateDir));
    if (process.platform !== "win32" && (statSync(stateDir).mode & 0o022) !== 0)
      throw failure("holdfast.state.unsafe-directory", stateDir);
    const network = networkFileSystem(statfsSync(stateDir).type);
    if (network !== undefined) throw failure("holdfast.state.network-file-system", stateDir, network);
  } catch (error) {
    throw stateFailure(error, stateDir);
  }
}

/** The name of the network file system that has this statfs(2) type; `undefined` for all others. */
export function networkFileSystem(type: number): string | undefined {
  return networkFileSystems.get(type >>> 0);
}

/**
 * The path of a file in the state directory, which exists afterwards, readable by its owner alone
 * (0600). An existing file is not opened: see {@link prepareStateDirectory}.
 */
export function ensureStateFile(stateDir: string, name: string): string {
  const path = join(stateDir, name);
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw stateFailure(error, path);
  }
  return path;
}
