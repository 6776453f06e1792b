import { LocationError } from "../location-error.ts";

/**
 * The error for a peer to which there is no connection.
 *
 * @param server for the message
 * @param cause of Node: the error of the one address, or an AggregateError of several
 */
export function unreachable(server: string, cause: unknown): LocationError {
  // Several addresses give an AggregateError, whose own text is empty.
  const causes = cause instanceof AggregateError ? cause.errors : [cause];
  const reasons = causes.map((each: NodeJS.ErrnoException) => each.code ?? each.message);
  return new LocationError({
    code: "unreachable",
    retry: "new-session",
    message: `No connection to ${server}: ${[...new Set(reasons)].join(", ")}.`,
    ...(reasons[0] === undefined ? {} : { peerCode: reasons[0] }),
    cause,
  });
}
