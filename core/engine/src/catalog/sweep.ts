import { manifestName } from "../manifest/manifest.ts";
import type { Location } from "../transfer/location.ts";

const mostNames = 1_100_000;

/**
 * Removes the directory of a backup that was never finished. One that has a
 * manifest is an archive and is left alone.
 *
 * @returns whether the directory is gone
 */
export async function sweepUnfinished(location: Location, directory: string): Promise<boolean> {
  const { read, list, remove } = await location.capabilities();
  if (!read || !list || !remove) return false;
  if ((await location.stat(`${directory}/${manifestName}`)) !== undefined) return false;
  await removeDirectory(location, directory);
  return true;
}

/** Removes a directory of files, and the files first. */
export async function removeDirectory(location: Location, directory: string): Promise<void> {
  const entries = await location.list(directory, mostNames);
  await Promise.all(entries.map((entry) => location.remove(`${directory}/${entry.name}`)));
  await location.remove(directory);
}
