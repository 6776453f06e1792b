/**
 * What status values are called: `nfsstat3` (RFC 1813 §2.6) up to 10008, with
 * which `nfsstat4` (RFC 8881 §15.1) shares the numbers where it shares the names.
 */
const names: Readonly<Record<number, string>> = {
  1: "PERM",
  2: "NOENT",
  5: "IO",
  6: "NXIO",
  13: "ACCES",
  17: "EXIST",
  18: "XDEV",
  19: "NODEV",
  20: "NOTDIR",
  21: "ISDIR",
  22: "INVAL",
  27: "FBIG",
  28: "NOSPC",
  30: "ROFS",
  31: "MLINK",
  63: "NAMETOOLONG",
  66: "NOTEMPTY",
  69: "DQUOT",
  70: "STALE",
  71: "REMOTE",
  10001: "BADHANDLE",
  10002: "NOT_SYNC",
  10003: "BAD_COOKIE",
  10004: "NOTSUPP",
  10005: "TOOSMALL",
  10006: "SERVERFAULT",
  10007: "BADTYPE",
  10008: "DELAY",
  10009: "SAME",
  10010: "DENIED",
  10011: "EXPIRED",
  10012: "LOCKED",
  10013: "GRACE",
  10014: "FHEXPIRED",
  10015: "SHARE_DENIED",
  10016: "WRONGSEC",
  10017: "CLID_INUSE",
  10019: "MOVED",
  10020: "NOFILEHANDLE",
  10021: "MINOR_VERS_MISMATCH",
  10022: "STALE_CLIENTID",
  10023: "STALE_STATEID",
  10024: "OLD_STATEID",
  10025: "BAD_STATEID",
  10026: "BAD_SEQID",
  10027: "NOT_SAME",
  10029: "SYMLINK",
  10030: "RESTOREFH",
  10031: "LEASE_MOVED",
  10032: "ATTRNOTSUPP",
  10033: "NO_GRACE",
  10034: "RECLAIM_BAD",
  10036: "BADXDR",
  10038: "OPENMODE",
  10039: "BADOWNER",
  10040: "BADCHAR",
  10041: "BADNAME",
  10044: "OP_ILLEGAL",
  10046: "FILE_OPEN",
  10047: "ADMIN_REVOKED",
  10052: "BADSESSION",
  10053: "BADSLOT",
  10054: "COMPLETE_ALREADY",
  10055: "CONN_NOT_BOUND_TO_SESSION",
  10063: "SEQ_MISORDERED",
  10064: "SEQUENCE_POS",
  10065: "REQ_TOO_BIG",
  10066: "REP_TOO_BIG",
  10067: "REP_TOO_BIG_TO_CACHE",
  10068: "RETRY_UNCACHED_REP",
  10070: "TOO_MANY_OPS",
  10071: "OP_NOT_IN_SESSION",
  10074: "CLIENTID_BUSY",
  10078: "DEADSESSION",
  10080: "NOT_ONLY_OP",
  10081: "WRONG_CRED",
  10082: "WRONG_TYPE",
  10087: "DELEG_REVOKED",
};

/** What the names of status values begin with, by protocol. */
export type StatusPrefix = "MNT3ERR" | "NFS3ERR" | "NFS4ERR";

/** A call that the program refused. */
export class NfsStatusError extends Error {
  override readonly name = "NfsStatusError";
  /** The status without its protocol, such as `NOENT`; its number when it has no name. */
  readonly status: string;
  /** The status' whole name in the RFC, such as `NFS4ERR_NOENT`. */
  readonly statusName: string;
  /** The procedure or operation that was refused, such as `LOOKUP`. */
  readonly procedure: string;
  /** Whether the server takes new entries in the directory that denied one; `undefined` when it was not asked. */
  mayExtend: boolean | undefined;

  constructor(prefix: StatusPrefix, status: string, procedure: string) {
    const statusName = `${prefix}_${status}`;
    super(`The server answered ${procedure} with ${statusName}.`);
    this.status = status;
    this.statusName = statusName;
    this.procedure = procedure;
  }
}

/** The error for a status that is not OK. */
export function statusError(prefix: StatusPrefix, status: number, procedure: string): NfsStatusError {
  // Version 3 has another word for the same number and meaning.
  const name = prefix === "NFS3ERR" && status === 10_008 ? "JUKEBOX" : names[status];
  return new NfsStatusError(prefix, name ?? String(status), procedure);
}

/** Whether the program refused a call with one of these, such as `NOENT`. */
export function isStatus(error: unknown, ...statuses: readonly string[]): error is NfsStatusError {
  return error instanceof NfsStatusError && statuses.includes(error.status);
}
