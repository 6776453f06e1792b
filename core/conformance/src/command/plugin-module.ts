import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocationPlugin } from "@holdfast/contract";
import { UsageError } from "./command-line.ts";

/**
 * Imports a module and takes the plugin for a type from its exports.
 *
 * @param directory from where the module's name or path is resolved
 * @throws UsageError when there is no such module
 */
export async function loadPlugin(module: string, type: string, directory: string): Promise<LocationPlugin> {
  const path = resolved(module, directory);
  const exported = Object.values((await import(pathToFileURL(path).href)) as object);
  const plugin = exported.filter(isPlugin).find(({ types }) => types.includes(type));
  if (plugin === undefined) throw new Error(`${module} exports no location plugin for the type ${type}.`);
  return plugin;
}

function resolved(module: string, directory: string): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(module);
  } catch (cause) {
    throw new UsageError(`The module ${module} cannot be found from ${directory}.`, { cause });
  }
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
