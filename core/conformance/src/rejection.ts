import { isLocationError, type LocationError, type LocationErrorCode } from "@holdfast/contract";
import { ConformanceFailure, mustHold } from "./conformance-failure.ts";
import { within } from "./within.ts";

const settleMs = 10_000;

const codes: readonly LocationErrorCode[] = [
  "invalid-location",
  "invalid-name",
  "unreachable",
  "untrusted-peer",
  "unauthenticated",
  "forbidden",
  "not-found",
  "already-exists",
  "no-space",
  "too-large",
  "busy",
  "connection-lost",
  "timeout",
  "corrupt",
  "protocol",
  "unsupported",
  "unexpected",
];

/** Checks that a value is a whole LocationError. @throws ConformanceFailure */
export function locationErrorOf(error: unknown, what: string): LocationError {
  if (!isLocationError(error)) {
    throw new ConformanceFailure(`${what} rejects with a LocationError, not with: ${String(error)}`, {
      cause: error,
    });
  }
  mustHold(codes.includes(error.code), `${what} rejects with a code of the contract, not ${error.code}`);
  mustHold(
    ["never", "same-session", "new-session"].includes(error.retry),
    `${what} rejects with a retry hint of the contract, not ${error.retry}`,
  );
  mustHold(error.message !== "", `${what} rejects with a message for the operator`);
  return error;
}

/** The LocationError that an operation rejects with. @throws ConformanceFailure when it resolves or hangs */
export async function rejection(what: string, operation: Promise<unknown>): Promise<LocationError> {
  const settled = operation.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const rejected = await within(settleMs, `${what} rejects, and does not hang`, settled);
  mustHold(rejected !== undefined, `${what} rejects`);
  return locationErrorOf(rejected.error, what);
}

/** Checks that an operation rejects with the code that the contract names. @throws ConformanceFailure */
export async function rejectsWith(
  code: LocationErrorCode,
  what: string,
  operation: Promise<unknown>,
): Promise<LocationError> {
  const error = await rejection(what, operation);
  mustHold(error.code === code, `${what} rejects with ${code}, not with ${error.code} (${error.message})`);
  return error;
}

/** Checks that an operation rejects with an abort's reason and nothing else. @throws ConformanceFailure */
export async function rejectsWithReason(
  reason: unknown,
  what: string,
  operation: Promise<unknown>,
): Promise<void> {
  const outcome = operation.then(
    () => "it resolved",
    (error: unknown) => (error === reason ? undefined : `it rejected with: ${String(error)}`),
  );
  const wrong = await within(settleMs, `${what} rejects after an abort, and does not hang`, outcome);
  mustHold(wrong === undefined, `${what} rejects with signal.reason after an abort; ${wrong}`);
}
