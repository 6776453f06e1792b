import { type LocationAddress, LocationError } from "@holdfast/contract";

/** Where a memory location lies: a host that is only ever resolved, and a directory's segments. */
export interface MemoryTarget {
  readonly host: string;
  readonly directory: readonly string[];
}

const form = /^memory:\/\/([a-z0-9.-]*)(?:\/([^?#]*))?$/;

/**
 * Reads `memory://host/directory`, with an empty host for none.
 *
 * @throws LocationError `invalid-location`
 */
export function parseMemoryAddress(address: LocationAddress): MemoryTarget {
  if (address.type !== "MEMORY") throw invalid(`the type is ${address.type}, not MEMORY`);
  if (/\p{Cc}/u.test(address.user ?? "")) throw invalid("the user has a control character");
  const parts = form.exec(address.location);
  if (parts === null) throw invalid("it is not of the form memory://host/directory, without a user");
  const [, host = "", path = ""] = parts;
  return { host, directory: path.split("/").filter(Boolean).map(segmentOf) };
}

function segmentOf(encoded: string): string {
  const segment = decoded(encoded);
  if (segment === "." || segment === "..") throw invalid("the path has a segment . or ..");
  if (/[\p{Cc}/\\]/u.test(segment)) throw invalid("the path has a control character, %2F or a backslash");
  return segment;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("the path has a % that encodes nothing");
  }
}

function invalid(why: string): LocationError {
  return new LocationError({
    code: "invalid-location",
    retry: "never",
    message: `The memory location cannot be used: ${why}.`,
  });
}
