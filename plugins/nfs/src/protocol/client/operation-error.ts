import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";
import { NfsStatusError } from "../nfs-status.ts";
import { RpcError } from "../rpc/rpc-error.ts";

/** Who a client is to the server, as far as that explains a refusal. */
export interface Caller {
  readonly uid: number;
  readonly gid: number;
  /** Whether the connection comes from a port below 1024. */
  readonly isReservedPort: boolean;
}

type Meaning = readonly [code: LocationErrorCode, retry: RetryHint, text: string];

const comeAgainMs = 10_000;

/** What the statuses mean to an operator (RFC 1813 §2.6, RFC 8881 §15.1); the end of a sentence. */
const meanings: Readonly<Record<string, Meaning>> = {
  NOENT: ["not-found", "never", "there is no such file or directory"],
  IO: ["unexpected", "same-session", "the server's disk reported an error"],
  NXIO: ["unexpected", "never", "the server's device is not there"],
  EXIST: ["already-exists", "never", "something is in the way"],
  NOTDIR: ["already-exists", "never", "a file is where a directory must be"],
  ISDIR: ["already-exists", "never", "a directory is where a file must be"],
  NOTEMPTY: ["already-exists", "never", "the directory is not empty"],
  SYMLINK: ["already-exists", "never", "a symbolic link is in the way, and links are not followed"],
  WRONG_TYPE: ["already-exists", "never", "something that is no file is in the way"],
  INVAL: ["invalid-name", "never", "the server does not take this name or request"],
  NAMETOOLONG: ["invalid-name", "never", "the name is longer than the server allows"],
  BADNAME: ["invalid-name", "never", "the server does not take this name"],
  BADCHAR: ["invalid-name", "never", "the server does not take a character of this name"],
  NOSPC: ["no-space", "never", "the file system is full"],
  DQUOT: ["no-space", "never", "the quota of this user, group or directory is used up"],
  FBIG: ["too-large", "never", "the server's file system does not take files of this size"],
  ROFS: ["forbidden", "never", "the export, or the file system behind it, is read-only"],
  STALE: ["not-found", "new-session", "the directory or file was removed or exported anew on the server"],
  FHEXPIRED: ["not-found", "new-session", "the server has forgotten the directory or file"],
  BADHANDLE: ["unexpected", "new-session", "the server does not know its own file handle any more"],
  NOTSUPP: ["unsupported", "never", "the server cannot do this"],
  MINOR_VERS_MISMATCH: ["unsupported", "never", "the server speaks version 4.0, and not 4.1"],
  MOVED: ["unsupported", "never", "the export was moved to another server, and referrals are not followed"],
  WRONGSEC: [
    "unsupported",
    "never",
    "the export asks for Kerberos, and this client offers AUTH_SYS only: export it with sec=sys",
  ],
  XDEV: ["unsupported", "never", "the two names lie on different file systems of the server"],
  BAD_COOKIE: ["busy", "same-session", "the directory changed while it was listed"],
  NOT_SAME: ["busy", "same-session", "the directory changed while it was listed"],
  JUKEBOX: ["busy", "same-session", "the server still asks to come again"],
  DELAY: ["busy", "same-session", "the server still asks to come again"],
  GRACE: ["busy", "same-session", "the server was restarted and still waits for its former clients"],
  LOCKED: ["busy", "same-session", "another client holds a lock on the file"],
  SHARE_DENIED: ["busy", "same-session", "another client has the file open for itself"],
  FILE_OPEN: ["busy", "same-session", "another client has the file open"],
  SERVERFAULT: ["unexpected", "new-session", "the server reported a fault of its own"],
  EXPIRED: ["connection-lost", "new-session", "the server has ended this client's lease"],
  BADSESSION: ["connection-lost", "new-session", "the server has ended the session"],
  DEADSESSION: ["connection-lost", "new-session", "the server has ended the session"],
  STALE_CLIENTID: [
    "connection-lost",
    "new-session",
    "the server was restarted and has forgotten this client",
  ],
  BAD_STATEID: ["connection-lost", "new-session", "the server has forgotten that the file is open"],
  STALE_STATEID: [
    "connection-lost",
    "new-session",
    "the server was restarted and has forgotten the open file",
  ],
  CLID_INUSE: ["busy", "new-session", "another client has the same identity"],
};

/**
 * What a refused call means to the operator. Everything but an
 * {@link NfsStatusError} and an {@link RpcError} is handed through.
 *
 * @param doing such as `write archive/common.000001.tar`
 */
export function operationError(error: unknown, doing: string, caller: Caller): unknown {
  if (error instanceof RpcError) return refusedCall(error, doing, caller);
  if (!(error instanceof NfsStatusError)) return error;
  const denied = error.status === "ACCES" || error.status === "PERM";
  const [code, retry, text] = denied
    ? (["forbidden", "never", whyDenied(caller, error.mayExtend)] as const)
    : (meanings[error.status] ?? (["unexpected", "new-session", "the server refused it"] as const));
  return new LocationError({
    code,
    retry,
    message: `Could not ${doing}: ${text} (${error.statusName}).`,
    peerCode: error.statusName,
    ...(code === "busy" ? { retryAfterMs: comeAgainMs } : {}),
    cause: error,
  });
}

function refusedCall(error: RpcError, doing: string, caller: Caller): LocationError {
  const [code, retry, text]: Meaning = error.isAuthentication
    ? ["forbidden", "never", whyDenied(caller)]
    : error.isVersionMissing
      ? ["unsupported", "never", "the server does not offer this version of NFS, or not at this port"]
      : ["unexpected", "new-session", "the server did not take the call"];
  return new LocationError({
    code,
    retry,
    message: `Could not ${doing}: ${text} (${error.refusal}).`,
    peerCode: error.refusal,
    cause: error,
  });
}

function whyDenied({ uid, gid, isReservedPort }: Caller, mayExtend?: boolean): string {
  const port = isReservedPort
    ? ""
    : "; or the export takes connections from ports below 1024 only: set “insecure” on the export, or run as root";
  const root = uid === 0 ? ", which most exports squash to nobody," : "";
  const by =
    mayExtend === false
      ? "by the owner and mode of the directory, in which the server lets them make nothing"
      : "by the export or by the owner and mode of the directory";
  return `permission was denied to uid ${uid}, gid ${gid}${root} ${by}${port}`;
}
