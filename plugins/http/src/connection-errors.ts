import { isLocationError, LocationError } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";

/** With TLS 1.3 a server says so only after the handshake, in place of its first answer. */
const refusedCertificate = /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

function certificateRefused(server: string, cause: NodeJS.ErrnoException): LocationError {
  return new LocationError({
    code: "unauthenticated",
    retry: "never",
    message: `${server}: the server refuses the client certificate, or wants one (${printable(cause.message)}).`,
    ...(cause.code === undefined ? {} : { peerCode: cause.code }),
    cause,
  });
}

/** What ended an exchange that had begun; LocationErrors are handed through. */
export function connectionError(server: string, cause: NodeJS.ErrnoException): LocationError {
  if (isLocationError(cause)) return cause;
  const { code, message } = cause;
  if (code !== undefined && refusedCertificate.test(code)) return certificateRefused(server, cause);
  const broken = code?.startsWith("HPE_") === true;
  const large = code === "HPE_HEADER_OVERFLOW" ? ": its headers are too large" : "";
  return new LocationError({
    code: broken ? "protocol" : "connection-lost",
    retry: "new-session",
    message: broken
      ? `${server}: the server's answer is no HTTP${large} (${printable(message)}).`
      : `${server}: the connection was lost (${printable(message)}).`,
    ...(code === undefined ? {} : { peerCode: code }),
    cause,
  });
}

/** The connection ended without an error, before the answer was whole. */
export function lost(server: string): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: `${server}: the connection ended before the answer was complete.`,
  });
}

/** The server owes something and sends nothing. */
export function silent(server: string, idleMs: number): LocationError {
  return new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `${server}: nothing happened for ${idleMs / 1000} seconds.`,
  });
}

/** The server broke HTTP, WebDAV or a limit on what it may send. */
export function brokenProtocol(server: string, reason: string): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "new-session",
    message: `${server}: ${reason}.`,
  });
}
