import { systemDirectory } from "../catalog/archive-path.ts";
import type { LocationTarget } from "../transfer/location-request.ts";

/** The URL of an archive's directory, with the options that the location's URL had. */
export function archiveUrl(
  { address }: LocationTarget,
  product: string,
  system: string,
  archive: string,
): string {
  const base = address.location.replace(/\/+$/, "");
  const query = new URLSearchParams(address.options).toString();
  const path = `${base}/${systemDirectory(product, system)}/${archive}`;
  return query === "" ? path : `${path}?${query}`;
}
