import type { Manifest, ManifestPart } from "../manifest/manifest.ts";
import { failure } from "../messages/holdfast-error.ts";

/**
 * The parts of an archive that somebody wants.
 *
 * @param wanted their ids; all when left out
 * @throws HoldfastError `holdfast.restore.unknown-part`
 */
export function chosenParts(
  { holdfast: { parts } }: Manifest,
  wanted: readonly string[] | undefined,
): readonly ManifestPart[] {
  if (wanted === undefined) return parts;
  const unknown = wanted.filter((id) => !parts.some((part) => part.id === id));
  if (unknown.length > 0) {
    const known = parts.map((part) => part.id).join(", ");
    throw failure("holdfast.restore.unknown-part", unknown.join(", "), known);
  }
  return parts.filter((part) => wanted.includes(part.id));
}
