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

/** What the constant that a plugin exports cannot be called: words of the language (ECMA-262 §12.7.2, §13.1.1) and `undefined`. */
const reserved: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield`.split(
    /\s+/,
  ),
);

/** Names that the template's files have beside the type's own: it would stand there twice. */
const inTemplate: ReadonlySet<string> = new Set("directories harness inapplicable location test".split(" "));

/**
 * The names that follow from a location type, with or without `holdfast-location-` before it.
 *
 * @throws CreateError when it cannot be a URL's scheme (RFC 3986 §3.1) and the name of a constant at once, or is taken
 */
export function namesOf(given: string): PluginNames {
  const lower = given.replace(/^holdfast-location-/, "");
  if (!/^[a-z][a-z0-9]{1,23}$/.test(lower)) {
    throw new CreateError(
      "holdfast.create.bad-name",
      `${JSON.stringify(given.slice(0, 80))} cannot be the name of a location type. It becomes the scheme of URLs and part of names in the code: take 2 to 24 lower-case letters and digits, a letter first, such as "tape".`,
    );
  }
  if (reserved.has(lower) || inTemplate.has(lower)) {
    throw new CreateError(
      "holdfast.create.bad-name",
      `A location type cannot be called ${JSON.stringify(lower)}: it becomes a name in the code, where that word has a meaning already. Take another name, such as "${lower}store".`,
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
