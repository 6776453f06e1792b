import { LocationError } from "@holdfast/contract";
import { connectionLost } from "@holdfast/location-ftp/client";

/** What a TLS handshake that did not come to its end means. */
export function handshakeError(server: string, error: NodeJS.ErrnoException): LocationError {
  const { code = "" } = error;
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return broken(
      "protocol",
      server,
      "the server does not speak TLS here; is TLS explicit and not implicit?",
      error,
    );
  }
  if (/CERTIFICATE_REQUIRED|ALERT_(BAD|UNKNOWN|NO)_C/.test(code)) {
    return broken(
      "unauthenticated",
      server,
      "the server did not accept the client's certificate, or wants one",
      error,
    );
  }
  if (/PROTOCOL_VERSION|NO_SHARED_CIPHER|HANDSHAKE_FAILURE|UNSUPPORTED_PROTOCOL/.test(code)) {
    return broken(
      "unsupported",
      server,
      "the server offers neither TLS 1.2 nor 1.3 as they are used here",
      error,
    );
  }
  return connectionLost(server, error);
}

function broken(
  code: "protocol" | "unauthenticated" | "unsupported",
  server: string,
  reason: string,
  cause: NodeJS.ErrnoException,
): LocationError {
  const message = `${server}: ${reason} (${cause.code}).`;
  return new LocationError({ code, retry: "never", message, peerCode: cause.code ?? "", cause });
}
