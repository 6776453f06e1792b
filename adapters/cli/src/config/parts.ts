import { resolve } from "node:path";
import { commandPart, directoryPart, filesPart, type Part } from "@holdfast/core";
import { given } from "../options/given.ts";
import type { ConfigDocument } from "./config-document.ts";
import type { PartConfig } from "./config-file.ts";

/**
 * The parts that a configuration describes.
 *
 * @param directory where relative paths begin
 * @throws HoldfastError that names the line
 */
export function configuredParts(
  document: ConfigDocument,
  parts: readonly PartConfig[],
  directory: string,
): readonly Part[] {
  return parts.map((part, index) => {
    const path = ["parts", index];
    const kinds = (["directories", "files", "backup"] as const).filter((kind) => part[kind] !== undefined);
    if (kinds.length !== 1) throw document.refusal(path, "holdfast.cli.config-part-kind", part.id);
    const stray = (["exclude", "crossFileSystems"] as const).find((name) => part[name] !== undefined);
    if (stray !== undefined && kinds[0] !== "directories") {
      throw document.refusal([...path, stray], "holdfast.cli.config-directories-only", stray);
    }
    if (part.restore !== undefined && kinds[0] !== "backup") {
      throw document.refusal([...path, "restore"], "holdfast.cli.config-backup-only");
    }
    return document.at(path, () => makePart(part, directory));
  });
}

function makePart(part: PartConfig, directory: string): Part {
  const { id, name, description, optional, selectedByDefault } = part;
  const described = given<{ id: string }>({
    id,
    ...given({ name, description, optional, selectedByDefault }),
  });
  const absolute = (path: string): string => resolve(directory, path);
  if (part.directories !== undefined) {
    const { exclude, crossFileSystems } = part;
    const roots = part.directories.map(absolute);
    // A name matches at any depth, so only what is written as a path is one.
    const excluded = exclude?.map((each) => (each.includes("/") ? absolute(each) : each));
    return directoryPart({ ...described, roots, ...given({ exclude: excluded, crossFileSystems }) });
  }
  if (part.files !== undefined) return filesPart({ ...described, files: part.files.map(absolute) });
  return commandPart({ ...described, backup: part.backup ?? [], ...given({ restore: part.restore }) });
}
