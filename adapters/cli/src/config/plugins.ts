import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocationPlugin } from "@holdfast/contract";
import { usageError } from "../output/messages.ts";
import type { ConfigDocument } from "./config-document.ts";

/**
 * Imports the location plugins that a configuration names, as seen from its directory.
 *
 * @throws HoldfastError that names the line
 */
export async function configuredPlugins(
  document: ConfigDocument,
  names: readonly string[],
  directory: string,
): Promise<readonly LocationPlugin[]> {
  const found = names.map(async (name, index) => {
    const [place] = document.place(["plugins", index]);
    const plugins = Object.values(await load(place, name, directory)).filter(isPlugin);
    if (plugins.length === 0) throw usageError("holdfast.cli.config-no-plugin", place, name);
    return [...new Set(plugins)];
  });
  return (await Promise.all(found)).flat();
}

async function load(place: string, name: string, directory: string): Promise<object> {
  try {
    const path = createRequire(join(directory, "package.json")).resolve(name);
    return (await import(pathToFileURL(path).href)) as object;
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n", 1);
    throw usageError("holdfast.cli.config-plugin", place, name, reason);
  }
}

function isPlugin(value: unknown): value is LocationPlugin {
  return (
    typeof value === "object" &&
    value !== null &&
    "contract" in value &&
    value.contract === 1 &&
    "parse" in value &&
    "connect" in value
  );
}
