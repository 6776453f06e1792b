import { CreateError } from "./create-error.ts";

/** What a plugin is called in its several places. */
export interface PluginNames {
  /** In URLs, files and the package's name: `tape`. */
  readonly lower: string;
  /** In the names of classes: `Tape`. */
  readonly capitalized: string;
  /** The location type: `TAPE`. */
  readonly upper: string;
  /** The package and its directory: `holdfast-location-tape`. */
  readonly packageName: string;
}

/** Types that Holdfast's own packages speak; a type that is claimed twice is an error. */
const taken: ReadonlySet<string> = new Set([
  ...["file", "ftp", "ftps", "http", "https", "nfs", "scp", "sftp", "smb"],
]);

/**
 * The names that follow from a location type, with or without `holdfast-location-` before it.
 *
 * @throws CreateError when it cannot be a URL's scheme (RFC 3986 §3.1) and a TypeScript name at once, or is taken
 */
export function namesOf(given: string): PluginNames {
  const lower = given.replace(/^holdfast-location-/, "");
  if (!/^[a-z][a-z0-9]{1,23}$/.test(lower)) {
    throw new CreateError(
      "holdfast.create.bad-name",
      `${JSON.stringify(given.slice(0, 80))} cannot be the name of a location type. It becomes the scheme of URLs and part of names in the code: take 2 to 24 lower-case letters and digits, a letter first, such as "tape".`,
    );
  }
  if (taken.has(lower)) {
    throw new CreateError(
      "holdfast.create.taken",
      `Holdfast has a plugin for the type ${lower.toUpperCase()} already, and a type can be claimed once only. Take another name.`,
    );
  }
  const capitalized = lower.charAt(0).toUpperCase() + lower.slice(1);
  return { lower, capitalized, upper: lower.toUpperCase(), packageName: `holdfast-location-${lower}` };
}
