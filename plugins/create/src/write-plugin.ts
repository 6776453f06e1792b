import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateError } from "./create-error.ts";
import type { PluginNames } from "./plugin-names.ts";

/** A whole plugin for the type SHELF, whose name is replaced. */
const template = fileURLToPath(new URL("../template", import.meta.url));

/** npm and Node give these names a meaning of their own inside of a package. */
const renamed: Readonly<Record<string, string>> = {
  gitignore: ".gitignore",
  "package.template.json": "package.json",
};

/**
 * Writes a plugin into a new or empty directory.
 *
 * @returns the files' paths below it, sorted
 * @throws CreateError when something lies there, or it cannot be written
 */
export async function writePlugin(directory: string, names: PluginNames): Promise<readonly string[]> {
  try {
    await mkdir(directory, { recursive: true });
    if ((await readdir(directory)).length > 0) throw notEmpty(directory);
    const entries = await readdir(template, { recursive: true, withFileTypes: true });
    const written: string[] = [];
    for (const entry of entries.filter((each) => each.isFile())) {
      const source = join(entry.parentPath, entry.name);
      const path = join(entry.parentPath.slice(template.length), renamed[entry.name] ?? entry.name);
      const target = join(directory, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, replaceNames(await readFile(source, "utf8"), names), { flag: "wx" });
      written.push(path.replace(/^[/\\]/, ""));
    }
    return written.toSorted();
  } catch (error) {
    if (error instanceof CreateError) throw error;
    const { message } = error as Error;
    throw new CreateError(
      "holdfast.create.not-written",
      `The plugin cannot be written to ${directory}: ${message}. Give another directory with --directory.`,
      { cause: error },
    );
  }
}

function replaceNames(text: string, { lower, capitalized, upper }: PluginNames): string {
  return text.replaceAll("shelf", lower).replaceAll("Shelf", capitalized).replaceAll("SHELF", upper);
}

function notEmpty(directory: string): CreateError {
  return new CreateError(
    "holdfast.create.not-empty",
    `${directory} is not empty, and nothing is replaced. Give another directory with --directory.`,
  );
}
