import { failure } from "../messages/holdfast-error.ts";

/**
 * The latest archive always stays.
 *
 * @throws HoldfastError `holdfast.catalog.bad-keep`
 */
export function checkKeep(keep: number): void {
  if (!Number.isSafeInteger(keep) || keep < 1) throw failure("holdfast.catalog.bad-keep", keep);
}
