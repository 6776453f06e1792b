import { isHoldfastError } from "../messages/holdfast-error.ts";

const ids: ReadonlySet<string> = new Set([
  "holdfast.pipeline.digest-differs",
  "holdfast.transfer.too-long",
  "holdfast.location.corrupt",
  "holdfast.location.not-found",
]);

/** Whether an error of reading a file back means that the location has not kept what it was given. */
export function isDamage(error: unknown): boolean {
  return isHoldfastError(error) && error.messages.some(({ id }) => ids.has(id));
}
