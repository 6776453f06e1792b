import type { LocationPlugin } from "@holdfast/contract";
import type { ApplianceRestoreOptions, CoreSettings, Part, SystemInfo } from "@holdfast/core";
import type { LocationOptions } from "./location-options.ts";

/** A location that the configuration gives a name, with the options that a user would have to type. */
export interface NamedLocation extends LocationOptions {
  readonly location: string;
}

/** How the API is served; paths are absolute. */
export interface Serving {
  readonly host: string;
  readonly port: number;
  /** A certificate of the operator's own. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** The file of users. */
  readonly users: string;
}

/** The system that a command works for: a configured appliance, or this host as it is. */
export interface Appliance {
  readonly system: SystemInfo;
  readonly stateDir: string;
  readonly parts: readonly Part[];
  readonly plugins: readonly LocationPlugin[];
  readonly settings: CoreSettings;
  /** How archives are restored into the appliance itself. */
  readonly restore: ApplianceRestoreOptions;
  readonly locations: ReadonlyMap<string, NamedLocation>;
  /** Name of the location that is meant when none is given. */
  readonly location: string | undefined;
  /** File with the backup password when none is given. */
  readonly encryptPasswordFile: string | undefined;
  readonly serve: Serving;
}
