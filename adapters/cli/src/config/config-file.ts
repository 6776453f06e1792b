import type { FrameCodec, LocationNetworks, SystemInfo, VerifyExtent } from "@holdfast/core";

/** A part as the configuration describes it: directories, files, or commands. */
export interface PartConfig {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly optional?: boolean;
  readonly selectedByDefault?: boolean;
  readonly directories?: readonly string[];
  readonly files?: readonly string[];
  readonly exclude?: readonly string[];
  readonly crossFileSystems?: boolean;
  readonly backup?: readonly string[];
  readonly restore?: readonly string[];
}

/** A location as the configuration describes it: what the command's options of the same names say. */
export interface LocationConfig {
  readonly location: string;
  readonly type?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly keyFile?: string;
  readonly knownHosts?: string;
  readonly hostKey?: string;
  readonly caFile?: string;
  readonly tlsFingerprint?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** What holds where nothing else is said. */
export interface DefaultsConfig {
  readonly location?: string;
  readonly encryptPasswordFile?: string;
  readonly recipients?: readonly string[];
  readonly compression?: FrameCodec;
  readonly level?: number;
  readonly verify?: VerifyExtent;
  readonly knownHosts?: string;
  readonly hostKey?: "accept-new";
  readonly tlsFingerprint?: "accept-new";
  readonly caFile?: string;
  readonly timeZone?: string;
  readonly networks?: LocationNetworks;
}

/** How archives are restored into the appliance itself. */
export interface RestoreConfig {
  readonly stop?: readonly string[];
  readonly start?: readonly string[];
  readonly contentDir?: string;
}

/** How the API is served. */
export interface ServeConfig {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly users?: string;
}

/** A configuration file's content, which holdfast.config.schema.json describes. */
export interface ConfigFile {
  readonly system: SystemInfo;
  readonly stateDir: string;
  readonly parts: readonly PartConfig[];
  readonly plugins?: readonly string[];
  readonly locations?: Readonly<Record<string, LocationConfig>>;
  readonly defaults?: DefaultsConfig;
  readonly restore?: RestoreConfig;
  readonly serve?: ServeConfig;
}
