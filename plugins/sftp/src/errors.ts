import { LocationError, type LocationErrorCode } from "@holdfast/contract";
import { statusCode, StatusError } from "./protocol/status.ts";

/** What the codes mean that no other try makes better, and the end of a sentence about it. */
const finalMeanings: Readonly<Record<number, readonly [LocationErrorCode, string]>> = {
  [statusCode.noSuchFile]: ["not-found", "there is no such file"],
  [statusCode.permissionDenied]: ["forbidden", "permission was denied"],
  // OpenSSH answers so to names that are too long (ENAMETOOLONG) or not allowed (EINVAL).
  [statusCode.badMessage]: ["invalid-name", "the server does not take this name"],
  [statusCode.unsupported]: ["unsupported", "the server cannot do this"],
  [statusCode.noSuchPath]: ["not-found", "there is no such directory"],
  [statusCode.alreadyExists]: ["already-exists", "something is in the way"],
  [statusCode.writeProtected]: ["forbidden", "the file system is read-only"],
  [statusCode.noSpace]: ["no-space", "the file system is full"],
  [statusCode.quotaExceeded]: ["no-space", "the quota is used up"],
  [statusCode.directoryNotEmpty]: ["already-exists", "the directory is not empty"],
  [statusCode.notADirectory]: ["already-exists", "a file is where a directory must be"],
  [statusCode.invalidName]: ["invalid-name", "the server does not take this name"],
  [statusCode.isADirectory]: ["already-exists", "a directory is where a file must be"],
};

/**
 * What a refused request means to the operator. Everything but a
 * {@link StatusError} is handed through.
 *
 * @param doing such as `write common.000001.tar`
 */
export function operationError(error: unknown, doing: string): unknown {
  if (!(error instanceof StatusError)) return error;
  const said = error.message === "" ? "" : ` (“${error.message}”)`;
  const details = { peerCode: `SSH_FX ${error.code}`, cause: error };
  const final = finalMeanings[error.code];
  if (final !== undefined) {
    const [code, text] = final;
    return new LocationError({
      code,
      retry: "never",
      message: `Could not ${doing}: ${text}${said}.`,
      ...details,
    });
  }
  const lost = error.code === statusCode.noConnection || error.code === statusCode.connectionLost;
  return new LocationError({
    code: lost ? "connection-lost" : "unexpected",
    retry: lost ? "new-session" : "same-session",
    message: `Could not ${doing}: the server reported ${lost ? "a lost connection" : "a failure"}${said}.`,
    ...details,
  });
}

/** An error about a path that no status tells. */
export function pathError(code: LocationErrorCode, doing: string, reason: string): LocationError {
  return new LocationError({ code, retry: "never", message: `Could not ${doing}: ${reason}.` });
}
