import { LocationError, type LocationErrorCode, type RetryHint } from "@holdfast/contract";

/**
 * An error in the words of the contract. The code chooses the remedy that the operator reads,
 * the hint what Holdfast may try again; what the peer said belongs into the message, a secret never.
 */
export function refusal(code: LocationErrorCode, message: string, retry: RetryHint = "never"): LocationError {
  return new LocationError({ code, retry, message });
}
