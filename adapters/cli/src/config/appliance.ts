import { dirname, resolve } from "node:path";
import type { Trust } from "@holdfast/contract";
import { type CoreSettings, locationPolicy } from "@holdfast/core";
import type { Appliance, NamedLocation, Serving } from "../appliance.ts";
import { locations as ownPlugins } from "../locations.ts";
import { given } from "../options/given.ts";
import { readTextFile } from "../options/text-file.ts";
import { checkAppliance } from "./check-appliance.ts";
import { checkConfig } from "./check-config.ts";
import { ConfigDocument } from "./config-document.ts";
import type { ConfigFile, DefaultsConfig, LocationConfig, ServeConfig } from "./config-file.ts";
import { configuredParts } from "./parts.ts";
import { configuredPlugins } from "./plugins.ts";

/**
 * Reads a configuration file and all that it needs but secrets.
 *
 * @throws HoldfastError that names the line of what is wrong
 */
export async function readAppliance(file: string): Promise<Appliance> {
  const document = new ConfigDocument(file, await readTextFile("--config", file));
  const config = checkConfig(document);
  const {
    system,
    stateDir,
    parts,
    plugins = [],
    locations = {},
    defaults = {},
    restore = {},
    serve = {},
  } = config;
  const directory = dirname(resolve(file));
  if (defaults.location !== undefined && !Object.hasOwn(locations, defaults.location)) {
    const known = Object.keys(locations).join(", ") || "none";
    throw document.refusal(
      ["defaults", "location"],
      "holdfast.cli.config-no-location",
      defaults.location,
      known,
    );
  }
  const absolute = absoluteFrom(directory);
  const appliance = {
    system,
    stateDir: resolve(directory, stateDir),
    parts: configuredParts(document, parts, directory),
    plugins: [...ownPlugins, ...(await configuredPlugins(document, plugins, directory))],
    settings: await configuredSettings(document, defaults, directory),
    restore: given({ ...restore, contentDir: absolute(restore.contentDir) }),
    locations: new Map(
      Object.entries(locations).map(([name, each]) => [name, namedLocation(each, directory)]),
    ),
    location: defaults.location,
    encryptPasswordFile: absolute(defaults.encryptPasswordFile),
    serve: configuredServing(config, serve, directory),
  };
  checkAppliance(document, appliance);
  return appliance;
}

async function configuredSettings(
  document: ConfigDocument,
  defaults: DefaultsConfig,
  directory: string,
): Promise<CoreSettings> {
  const { networks, hostKey, tlsFingerprint, recipients, compression, level, verify, timeZone } = defaults;
  const read = async (name: "knownHosts" | "caFile"): Promise<string | undefined> => {
    const path = defaults[name];
    return path === undefined ? undefined : readTextFile(`defaults.${name}`, resolve(directory, path));
  };
  const trust = given<Trust>({
    hostKey,
    tlsFingerprint,
    knownHosts: await read("knownHosts"),
    caPem: await read("caFile"),
  });
  return given<CoreSettings>({
    trust,
    timeZone,
    backup: given({ recipients, compression, level, verify }),
    locationPolicy: networks && document.at(["defaults", "networks"], () => locationPolicy(networks)),
  });
}

/** The location with absolute paths, as the options of a command have it. */
function namedLocation(config: LocationConfig, directory: string): NamedLocation {
  const { passwordFile, keyFile, knownHosts, caFile, options, ...others } = config;
  const absolute = absoluteFrom(directory);
  return given<NamedLocation>({
    ...others,
    passwordFile: absolute(passwordFile),
    keyFile: absolute(keyFile),
    knownHosts: absolute(knownHosts),
    caFile: absolute(caFile),
    option: options,
  });
}

function configuredServing({ stateDir }: ConfigFile, serve: ServeConfig, directory: string): Serving {
  const { host = "127.0.0.1", port = 5480, tls, users } = serve;
  const from = absoluteFrom(directory);
  return given<Serving>({
    host,
    port,
    tls: tls && { certificate: resolve(directory, tls.certificate), key: resolve(directory, tls.key) },
    users: from(users) ?? resolve(directory, stateDir, "users"),
  });
}

function absoluteFrom(directory: string): (path: string | undefined) => string | undefined {
  return (path) => (path === undefined ? undefined : resolve(directory, path));
}
