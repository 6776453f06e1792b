import type { LocationAddress, LocationError } from "@holdfast/contract";
import { ConformanceFailure, mustHold } from "./conformance-failure.ts";
import type { Place } from "./place.ts";
import { locationErrorOf } from "./rejection.ts";

/** The error with which parse refuses the harness' address after a change. @throws ConformanceFailure when it does not */
export function refusedByParse(place: Place, change: Partial<LocationAddress>, what: string): LocationError {
  try {
    place.harness.plugin.parse({ ...place.address, ...change });
  } catch (thrown) {
    const error = locationErrorOf(thrown, `parse of ${what}`);
    mustHold(
      error.code === "invalid-location",
      `parse refuses ${what} as invalid-location, not ${error.code}`,
    );
    return error;
  }
  throw new ConformanceFailure(`parse refuses ${what}`);
}

/** An address as a URL, without a query; a plain path becomes one of the type's scheme. */
export function urlOf({ location, type }: LocationAddress): string {
  const url = location.includes("://") ? location : `${type.toLowerCase()}://${encodeURI(location)}`;
  return url.replace(/[?#].*$/s, "").replace(/\/$/, "");
}
