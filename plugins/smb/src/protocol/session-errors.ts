import { LocationError } from "@holdfast/contract";

/** The error for a peer that breaks the protocol, or a bound on what it may send. */
export function protocolError(message: string): LocationError {
  return new LocationError({ code: "protocol", retry: "never", message });
}

/** The error for a message that was not made by the server, or was altered on its way. */
export function tamperedError(message: string): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "new-session",
    message: `${message}; it was altered on its way, or somebody else sent it.`,
  });
}

/** The error for something that the server lacks. */
export function unsupportedError(message: string): LocationError {
  return new LocationError({ code: "unsupported", retry: "never", message });
}

/** The error for a connection that ended. */
export function lostError(message: string, cause?: unknown): LocationError {
  return new LocationError({ code: "connection-lost", retry: "new-session", message, cause });
}
