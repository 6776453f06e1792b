import { isLocationError, LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";

/** What the errors of POSIX mean at a location; those left out are `unexpected`. */
const meanings: Readonly<Record<string, readonly [LocationErrorCode, RetryHint]>> = {
  EACCES: ["forbidden", "never"],
  EPERM: ["forbidden", "never"],
  EROFS: ["forbidden", "never"],
  ELOOP: ["forbidden", "never"],
  ENOENT: ["not-found", "never"],
  EEXIST: ["already-exists", "never"],
  EISDIR: ["already-exists", "never"],
  ENOTDIR: ["already-exists", "never"],
  ENOTEMPTY: ["already-exists", "never"],
  ENOSPC: ["no-space", "never"],
  EDQUOT: ["no-space", "never"],
  EFBIG: ["too-large", "never"],
  ENAMETOOLONG: ["invalid-name", "never"],
  EILSEQ: ["invalid-name", "never"],
  EINVAL: ["invalid-name", "never"],
  EAGAIN: ["busy", "same-session"],
  EBUSY: ["busy", "same-session"],
  EMFILE: ["busy", "same-session"],
  ENFILE: ["busy", "same-session"],
  ENODEV: ["unreachable", "never"],
  ENXIO: ["unreachable", "never"],
  ESTALE: ["connection-lost", "new-session"],
  EHOSTDOWN: ["connection-lost", "new-session"],
  ETIMEDOUT: ["timeout", "new-session"],
};

/** The errno name of a system error, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/**
 * What an operation on a path rejects with: system errors as LocationErrors,
 * LocationErrors and an abort's reason as they are.
 */
export function locationErrorFrom(cause: unknown, operation: string, path: string): unknown {
  const errno = errnoOf(cause);
  if (isLocationError(cause) || errno === undefined || !(cause instanceof Error) || !("syscall" in cause)) {
    return cause;
  }
  const [code, retry] = meanings[errno] ?? ["unexpected", "never"];
  return new LocationError({
    code,
    retry,
    message: `${operation} of ${JSON.stringify(path)} failed: ${cause.message.replace(/, \w+( '.*)?$/s, "")}.`,
    peerCode: errno,
    cause,
  });
}
