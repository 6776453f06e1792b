import { LocationError } from "@holdfast/contract";

/** The peer broke its protocol, or a limit on what it may send. Nothing that it says later can be relied upon. */
export function protocolError(message: string): LocationError {
  return new LocationError({ code: "protocol", retry: "new-session", message });
}
