import { isAbsolute, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type LocationAddress, LocationError } from "@holdfast/contract";

/** Where a file location lies. */
export interface FileTarget {
  /** Absolute path of the directory, which may be absent. */
  readonly directory: string;
}

/**
 * Reads `file:///directory` (percent-encoded) or an absolute path (literal).
 *
 * @throws LocationError `invalid-location`
 */
export function parseFileAddress({ location, type, user = "" }: LocationAddress): FileTarget {
  if (type !== "FILE") throw invalid(`the type is ${type}, not FILE`);
  if (/\p{Cc}/u.test(user)) throw invalid("the user has a control character");
  if (!location.isWellFormed()) throw invalid("it is not well-formed Unicode");
  const path = isAbsolute(location) ? location : pathOf(location);
  if (/\p{Cc}/u.test(path)) throw invalid("the path has a control character");
  if (path.split(/[/\\]/).includes("..")) throw invalid("the path has a segment ..");
  return { directory: normalize(path) };
}

function pathOf(location: string): string {
  const form = /^file:\/\/(?<host>[^/?#]*)(?<path>\/[^?#]*)$/i.exec(location);
  const { host, path } = form?.groups ?? {};
  if (host === undefined || path === undefined) {
    throw invalid("it is neither file:///directory nor an absolute path");
  }
  if (host !== "" && host !== "localhost") {
    throw invalid("the URL names a host or a user; a directory of this machine is file:///directory");
  }
  if (/\p{Cc}|\\/u.test(path)) throw invalid("the path has a control character or a backslash");
  if (/(^|\/)(\.|%2e){2}(\/|$)/i.test(path)) throw invalid("the path has a segment ..");
  try {
    return fileURLToPath(`file://${path}`);
  } catch {
    throw invalid("the path has %2F, or a % that encodes nothing");
  }
}

function invalid(why: string): LocationError {
  return new LocationError({
    code: "invalid-location",
    retry: "never",
    message: `The file location cannot be used: ${why}.`,
  });
}
