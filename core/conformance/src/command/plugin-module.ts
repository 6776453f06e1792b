import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocationPlugin } from "@holdfast/contract";

/**
 * Imports a module and takes the plugin for a type from its exports.
 *
 * @param directory from where the module's name or path is resolved
 */
export async function loadPlugin(module: string, type: string, directory: string): Promise<LocationPlugin> {
  const path = createRequire(join(directory, "package.json")).resolve(module);
  const exported = Object.values((await import(pathToFileURL(path).href)) as object);
  const plugin = exported.filter(isPlugin).find(({ types }) => types.includes(type));
  if (plugin === undefined) throw new Error(`${module} exports no location plugin for the type ${type}.`);
  return plugin;
}

function isPlugin(value: unknown): value is LocationPlugin {
  return (
    typeof value === "object" &&
    value !== null &&
    "contract" in value &&
    "parse" in value &&
    "connect" in value
  );
}
