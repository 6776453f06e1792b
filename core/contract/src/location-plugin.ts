import type { ConnectContext } from "./connect-context.ts";
import type { LocationSession } from "./location-session.ts";

/** An option of a location type; `--option NAME=VALUE` and the URL's query are checked against these. */
export interface OptionDescription {
  readonly name: string;
  /** One line for the help text, with the unit. */
  readonly meaning: string;
  /** What holds when the option is not given, as the user would write it. */
  readonly default: string;
}

/** A location as a user gives it, before any plugin has looked at it. */
export interface LocationAddress {
  /** URL, or one of the spellings that the type documents. Never contains credentials. */
  readonly location: string;
  /** Upper-case type name, such as `SFTP`. */
  readonly type: string;
  readonly user?: string;
  /** Given options; only names that the plugin declares. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Speaks one or more location types. A plugin is a plain value: it keeps no state
 * between calls, reads no file and no environment variable.
 */
export interface LocationPlugin<Target = unknown> {
  /** The version of this contract. */
  readonly contract: 1;
  /** The npm package's name, for messages. */
  readonly name: string;
  /** Upper-case type names; the URL scheme is the same in lower case. */
  readonly types: readonly string[];
  readonly options: readonly OptionDescription[];

  /**
   * Reads an address. No I/O.
   *
   * @throws LocationError `invalid-location`, saying which part is wrong and what would be right
   */
  parse(address: LocationAddress): Target;

  /**
   * Makes one authenticated session. It need not check that the directory exists: `put` makes it.
   *
   * @throws LocationError; or the signal's reason after an abort
   */
  connect(target: Target, context: ConnectContext): Promise<LocationSession>;
}
