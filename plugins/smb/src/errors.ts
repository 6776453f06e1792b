import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";
import { ntStatus, type NtStatusName, SmbStatusError, statusName } from "./protocol/ntstatus.ts";

type Meaning = readonly [code: LocationErrorCode, retry: RetryHint, text: string];

const refusedLogin: Meaning = ["unauthenticated", "never", "the user name or the password is wrong"];
const badName: Meaning = ["invalid-name", "never", "the server does not take this name"];
const absent: Meaning = ["not-found", "never", "there is no such file"];
const noFolder: Meaning = ["not-found", "never", "there is no such directory"];
const full: Meaning = ["no-space", "never", "the file system is full"];
const overQuota: Meaning = ["no-space", "never", "the quota is used up"];
const inUse: Meaning = ["busy", "same-session", "another program has it open"];
const overloaded: Meaning = ["busy", "new-session", "the server has no room for one more session or request"];
const sessionGone: Meaning = ["connection-lost", "new-session", "the server has ended the session"];
const noDomain: Meaning = ["busy", "new-session", "the server cannot reach its domain to check the password"];
const cannot: Meaning = ["unsupported", "never", "the server cannot do this"];
const expired: Meaning = ["unauthenticated", "never", "the password has expired and must be changed"];

/** What the statuses mean to the operator, as the end of a sentence. */
const meanings: Partial<Record<NtStatusName, Meaning>> = {
  STATUS_LOGON_FAILURE: refusedLogin,
  STATUS_NO_SUCH_USER: refusedLogin,
  STATUS_WRONG_PASSWORD: refusedLogin,
  STATUS_PASSWORD_EXPIRED: expired,
  STATUS_PASSWORD_MUST_CHANGE: expired,
  STATUS_ACCOUNT_EXPIRED: ["unauthenticated", "never", "the account has expired"],
  STATUS_ACCOUNT_DISABLED: ["unauthenticated", "never", "the account is disabled"],
  STATUS_ACCOUNT_LOCKED_OUT: [
    "unauthenticated",
    "never",
    "the account is locked after too many wrong passwords; unlock it on the server",
  ],
  STATUS_ACCOUNT_RESTRICTION: [
    "unauthenticated",
    "never",
    "the account may not log in this way; its password may be empty, or NTLM forbidden for it",
  ],
  STATUS_INVALID_LOGON_HOURS: ["unauthenticated", "never", "the account may not log in at this time"],
  STATUS_INVALID_WORKSTATION: ["unauthenticated", "never", "the account may not log in from this machine"],
  STATUS_LOGON_TYPE_NOT_GRANTED: ["unauthenticated", "never", "the account may not log in over the network"],
  STATUS_NO_LOGON_SERVERS: noDomain,
  STATUS_DOMAIN_CONTROLLER_NOT_FOUND: noDomain,
  STATUS_TRUSTED_RELATIONSHIP_FAILURE: noDomain,
  STATUS_ACCESS_DENIED: ["forbidden", "never", "permission was denied"],
  STATUS_NETWORK_ACCESS_DENIED: ["forbidden", "never", "permission was denied"],
  STATUS_MEDIA_WRITE_PROTECTED: ["forbidden", "never", "the file system is read-only"],
  STATUS_CANNOT_DELETE: ["forbidden", "never", "the file is read-only"],
  STATUS_BAD_NETWORK_NAME: ["not-found", "never", "the server has no share of that name"],
  STATUS_NO_SUCH_FILE: absent,
  STATUS_OBJECT_NAME_NOT_FOUND: absent,
  STATUS_OBJECT_PATH_NOT_FOUND: noFolder,
  STATUS_OBJECT_NAME_INVALID: badName,
  STATUS_OBJECT_PATH_INVALID: badName,
  STATUS_OBJECT_PATH_SYNTAX_BAD: badName,
  STATUS_NAME_TOO_LONG: badName,
  STATUS_OBJECT_NAME_COLLISION: ["already-exists", "never", "something is in the way"],
  STATUS_FILE_IS_A_DIRECTORY: ["already-exists", "never", "a directory is where a file must be"],
  STATUS_NOT_A_DIRECTORY: ["already-exists", "never", "a file is where a directory must be"],
  STATUS_DIRECTORY_NOT_EMPTY: ["already-exists", "never", "the directory is not empty"],
  STATUS_DISK_FULL: full,
  STATUS_QUOTA_EXCEEDED: overQuota,
  STATUS_DISK_QUOTA_EXCEEDED: overQuota,
  STATUS_FILE_TOO_LARGE: ["too-large", "never", "the file system does not take files of this size"],
  STATUS_SHARING_VIOLATION: inUse,
  STATUS_FILE_LOCK_CONFLICT: inUse,
  STATUS_DELETE_PENDING: ["busy", "same-session", "it is being removed by another program"],
  STATUS_INSUFFICIENT_RESOURCES: overloaded,
  STATUS_INSUFF_SERVER_RESOURCES: overloaded,
  STATUS_REQUEST_NOT_ACCEPTED: overloaded,
  STATUS_TOO_MANY_SESSIONS: overloaded,
  STATUS_TOO_MANY_OPENED_FILES: overloaded,
  STATUS_DEVICE_NOT_READY: ["busy", "same-session", "the server's disk is not ready"],
  STATUS_IO_TIMEOUT: ["timeout", "same-session", "the server's disk did not answer in time"],
  STATUS_FILE_CORRUPT_ERROR: ["corrupt", "never", "the server's file system is damaged"],
  STATUS_USER_SESSION_DELETED: sessionGone,
  STATUS_NETWORK_SESSION_EXPIRED: sessionGone,
  STATUS_NETWORK_NAME_DELETED: ["connection-lost", "new-session", "the share is gone"],
  STATUS_VOLUME_DISMOUNTED: ["connection-lost", "new-session", "the share's disk is gone"],
  STATUS_FILE_CLOSED: ["connection-lost", "new-session", "the server has closed the file"],
  STATUS_INVALID_HANDLE: ["connection-lost", "new-session", "the server has forgotten the file"],
  STATUS_FILE_DELETED: ["not-found", "never", "the file was removed meanwhile"],
  STATUS_PATH_NOT_COVERED: [
    "unsupported",
    "never",
    "the directory is a DFS link to another server; give that server's own address",
  ],
  STATUS_STOPPED_ON_SYMLINK: [
    "unsupported",
    "never",
    "a symbolic link that the server does not follow is on the way",
  ],
  STATUS_NOT_SAME_DEVICE: ["unsupported", "never", "the two names lie on different disks"],
  STATUS_NOT_SUPPORTED: cannot,
  STATUS_NOT_IMPLEMENTED: cannot,
  STATUS_INVALID_DEVICE_REQUEST: cannot,
};

/**
 * What a refused request means to the operator. Everything but an
 * {@link SmbStatusError} is handed through.
 *
 * @param doing such as `write common.000001.tar`
 */
export function operationError(error: unknown, doing: string): unknown {
  if (!(error instanceof SmbStatusError)) return error;
  const name = statusName(error.status);
  const [code, retry, text] = (isKnown(name) && meanings[name]) || unexpected;
  return new LocationError({
    code,
    retry,
    message: `Could not ${doing}: ${text} (${name}).`,
    peerCode: name,
    cause: error,
  });
}

const unexpected: Meaning = ["unexpected", "same-session", "the server reported a failure"];

function isKnown(name: string): name is NtStatusName {
  return name in ntStatus;
}

/** An error about a path that no status tells. */
export function pathError(code: LocationErrorCode, doing: string, reason: string): LocationError {
  return new LocationError({ code, retry: "never", message: `Could not ${doing}: ${reason}.` });
}
