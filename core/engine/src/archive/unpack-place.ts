import type { ByteString } from "../parts/byte-string.ts";
import { isWithin } from "../parts/mounts.ts";

/** Where an archive's members under one path are unpacked. Plain data: it can be posted to a worker. */
export interface UnpackPlace {
  /** Absolute, as it was backed up. */
  readonly path: ByteString;
  /** The part that the path belongs to. */
  readonly part: string;
  /** The directory that gets the members, under their whole names. */
  readonly target: string;
}

/** The innermost of several paths that a member lies under; `undefined` when it lies under none. */
export function placeOf<Place extends { readonly path: ByteString }>(
  member: ByteString,
  places: readonly Place[],
): Place | undefined {
  const path = member === "." ? "/" : `/${member}`;
  let innermost: Place | undefined;
  for (const place of places) {
    if (isWithin(path, place.path) && place.path.length > (innermost?.path.length ?? 0)) innermost = place;
  }
  return innermost;
}
