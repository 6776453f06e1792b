const brand = Symbol.for("holdfast.contract.LocationError");

/**
 * What went wrong, in the operator's terms. The codes are stable.
 *
 * - `invalid-location`: the location's text or an option cannot be used; told before any I/O
 * - `invalid-name`: the peer does not take this file name
 * - `unreachable`: no connection: name unknown, refused, no route
 * - `untrusted-peer`: the host key or certificate was not accepted
 * - `unauthenticated`: user or credentials were refused
 * - `forbidden`: logged in, but not permitted; also a read-only location
 * - `not-found`: the file that was asked for is not there
 * - `already-exists`: something else stands in the way, such as a file where a directory must be
 * - `no-space`: disk or quota is full
 * - `too-large`: the peer limits a file's size below what was sent
 * - `busy`: the peer wants to be asked later, or refuses one more session
 * - `connection-lost`: the connection ended in the middle
 * - `timeout`: the peer stopped answering
 * - `corrupt`: what came back cannot be what was stored, or was tampered with on its way
 * - `protocol`: the peer broke its protocol or a limit on what it may send
 * - `unsupported`: the peer lacks something that is needed
 * - `unexpected`: none of these; the message has what the peer said
 */
export type LocationErrorCode =
  | "invalid-location"
  | "invalid-name"
  | "unreachable"
  | "untrusted-peer"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "already-exists"
  | "no-space"
  | "too-large"
  | "busy"
  | "connection-lost"
  | "timeout"
  | "corrupt"
  | "protocol"
  | "unsupported"
  | "unexpected";

/**
 * What may help: `never` (trying again is useless), `same-session` (the session
 * is still good), `new-session` (close it, connect again).
 */
export type RetryHint = "never" | "same-session" | "new-session";

/** What a {@link LocationError} is made of. */
export interface LocationErrorDetails {
  readonly code: LocationErrorCode;
  readonly retry: RetryHint;
  /** One sentence for the operator: what happened, with what the peer said. Never a secret. */
  readonly message: string;
  /** Milliseconds the peer asked to wait before the next try. */
  readonly retryAfterMs?: number;
  /** The peer's own code, such as `550`, `NFS4ERR_NOSPC` or `STATUS_DISK_FULL`. */
  readonly peerCode?: string;
  readonly cause?: unknown;
}

/** The one error that a location plugin may throw or reject with, an abort's reason aside. */
export class LocationError extends Error {
  override readonly name = "LocationError";
  readonly code: LocationErrorCode;
  readonly retry: RetryHint;
  readonly retryAfterMs: number | undefined;
  readonly peerCode: string | undefined;

  static {
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  constructor(details: LocationErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.retry = details.retry;
    this.retryAfterMs = details.retryAfterMs;
    this.peerCode = details.peerCode;
  }
}

/** Whether a value is a {@link LocationError}, also one from another installed copy of this package. */
export function isLocationError(value: unknown): value is LocationError {
  return typeof value === "object" && value !== null && brand in value;
}
