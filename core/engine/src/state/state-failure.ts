import { failureFrom, isHoldfastError, type HoldfastError } from "../messages/holdfast-error.ts";

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const sqliteCode = {
  perm: 3,
  busy: 5,
  readonly: 8,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/** Whether an error is SQLite's SQLITE_BUSY: another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === sqliteCode.busy;
}

/** What an error of SQLite, of the file system or of JSON means for the operator; a HoldfastError stays itself. */
export function stateFailure(error: unknown, file: string): HoldfastError {
  if (isHoldfastError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxError) return failureFrom(error, "holdfast.state.corrupt", file, text);
  switch (primaryCode(error) ?? (error as NodeJS.ErrnoException).code) {
    case sqliteCode.full:
    case "ENOSPC":
    case "EDQUOT":
      return failureFrom(error, "holdfast.state.no-space", file);
    case sqliteCode.perm:
    case sqliteCode.readonly:
    case sqliteCode.cantOpen:
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return failureFrom(error, "holdfast.state.unwritable", file, text);
    case sqliteCode.corrupt:
    case sqliteCode.notADatabase:
      return failureFrom(error, "holdfast.state.corrupt", file, text);
    case sqliteCode.busy:
      return failureFrom(error, "holdfast.state.busy", file);
    default:
      return failureFrom(error, "holdfast.state.failed", file, text);
  }
}

function primaryCode(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : undefined;
}
