import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";

/** SSH_DISCONNECT_TOO_MANY_CONNECTIONS (RFC 4253 §11.1). */
const tooManyConnections = 12;

interface Meaning {
  readonly code: LocationErrorCode;
  readonly retry: RetryHint;
  readonly text: string;
}

/** How an error of ssh2 says where it comes from. */
interface Ssh2Error extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/** A connection that came up and then ended with an error of ssh2's, or with none. */
export function connectionError(server: string, cause: Ssh2Error | undefined): LocationError {
  const { code, retry, text } = connectionMeaning(cause);
  const said = cause === undefined ? "" : ` (${printable(cause.message)})`;
  return new LocationError({
    code,
    retry,
    message: `${server}: ${text}${said}.`,
    ...(cause?.code === undefined ? {} : { peerCode: String(cause.code) }),
    cause,
  });
}

function connectionMeaning(cause: Ssh2Error | undefined): Meaning {
  const lost: Meaning = { code: "connection-lost", retry: "new-session", text: "the connection was lost" };
  if (cause === undefined || isPlainEnd(cause)) return lost;
  if (typeof cause.code === "number") {
    if (cause.code === tooManyConnections)
      return { ...lost, code: "busy", text: "the server has too many connections" };
    if (/authentication/i.test(cause.message)) {
      return { code: "unauthenticated", retry: "never", text: "the server ended the login" };
    }
    return { ...lost, text: "the server ended the connection" };
  }
  if (/no matching/.test(cause.message)) {
    return {
      code: "unsupported",
      retry: "never",
      text: "the server offers no algorithm that is accepted here",
    };
  }
  return { code: "protocol", retry: "new-session", text: "the SSH connection broke" };
}

/** Whether a connection just ended, without anybody breaking the protocol. */
export function isPlainEnd(cause: Ssh2Error | undefined): boolean {
  return cause === undefined || cause.level === "client-socket" || /before handshake/.test(cause.message);
}

/** A connection that ended before the server said its version, as servers do at their limit (OpenSSH's MaxStartups). */
export function closedAtOnce(server: string, said: string, cause: Ssh2Error | undefined): LocationError {
  const words = printable(said);
  return new LocationError({
    code: "busy",
    retry: "new-session",
    message: `${server}: the server closed the connection at once${words === "" ? "" : ` (“${words}”)`}; it may have too many.`,
    cause,
  });
}

/**
 * A channel that the server refused (RFC 4254 §5.1), or what should run on it (§6.5).
 *
 * @param wanted such as `sftp`
 */
export function channelError(
  server: string,
  wanted: string,
  cause: Error & { reason?: unknown },
): LocationError {
  if (cause.reason === undefined) return notOffered(server, wanted, cause);
  return new LocationError({
    code: "busy",
    retry: "new-session",
    message: `${server}: the server allows no further channel (${printable(cause.message)}).`,
    cause,
  });
}

/** What the server does not do for this user. */
export function notOffered(server: string, wanted: string, cause: unknown): LocationError {
  return new LocationError({
    code: "unsupported",
    retry: "never",
    message: `${server}: the server does not offer ${wanted} to this user.`,
    cause,
  });
}
