import { opendirSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { failure } from "../messages/holdfast-error.ts";
import { makeDirectory } from "../state/make-directory.ts";

/**
 * Whether a directory can be restored into: it is empty, or does not exist yet.
 *
 * @throws HoldfastError INVALID_ARGUMENT
 */
export function checkTarget(target: string): void {
  const path = resolve(target);
  try {
    const directory = opendirSync(path);
    const first = directory.readSync();
    directory.closeSync();
    if (first === null) return;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return;
    throw unusable(path, error);
  }
  throw failure("holdfast.restore.target-not-empty", path);
}

/**
 * Makes the target of a restore, or takes an empty one.
 *
 * @returns its real path
 * @throws HoldfastError INVALID_ARGUMENT
 */
export function prepareTarget(target: string): string {
  const path = resolve(target);
  try {
    makeDirectory(path);
    checkTarget(path);
    return realpathSync(path);
  } catch (error) {
    throw isErrno(error) ? unusable(path, error) : error;
  }
}

function isErrno(error: unknown, code?: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return code === undefined || error.code === code;
}

function unusable(path: string, error: unknown): Error {
  return failure(
    "holdfast.restore.target-unusable",
    path,
    error instanceof Error ? error.message : String(error),
  );
}
