import type { LocationAddress } from "@holdfast/contract";
import { refusal } from "./errors.ts";

/** Where a location lies. */
export interface ShelfTarget {
  /** Segments between slashes, without a slash at either end. */
  readonly directory: string;
}

/**
 * Reads `shelf:///name`, without any I/O. What is not understood is refused, and nothing is guessed.
 *
 * @throws LocationError `invalid-location`
 */
export function parseShelfAddress({ location, type, user = "" }: LocationAddress): ShelfTarget {
  const directory = /^shelf:\/\/\/((?:[a-z0-9-]+\/?)+)$/.exec(location)?.[1];
  if (type !== "SHELF" || directory === undefined || /\p{Cc}/u.test(user)) {
    throw refusal(
      "invalid-location",
      "A SHELF location is shelf:///name, of lower-case letters, digits and hyphens.",
    );
  }
  return { directory: directory.replace(/\/$/, "") };
}
