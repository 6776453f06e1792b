import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";

/** What a handshake that did not come about means; the codes are OpenSSL's, as Node gives them. */
export function handshakeError(server: string, cause: NodeJS.ErrnoException): LocationError {
  const peerCode = cause.code ?? "";
  const [code, retry, text] = meaningOf(peerCode);
  return new LocationError({
    code,
    retry,
    message: `${server}: ${text} (${printable(cause.message)}).`,
    ...(peerCode !== "" && { peerCode }),
    cause,
  });
}

function meaningOf(code: string): readonly [LocationErrorCode, RetryHint, string] {
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG")
    return ["protocol", "never", "the server does not speak TLS on this port; is it an http:// location"];
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY/.test(code))
    return ["unsupported", "never", "the server offers no TLS that is accepted here, 1.2 at least"];
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED)/.test(code))
    return ["unauthenticated", "never", "the server refuses the client certificate, or wants one"];
  if (code.startsWith("ERR_SSL_")) return ["protocol", "new-session", "the TLS handshake broke"];
  return ["connection-lost", "new-session", "the connection ended in the TLS handshake"];
}
