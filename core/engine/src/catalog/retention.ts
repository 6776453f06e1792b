import { manifestName } from "../manifest/manifest.ts";
import { failure, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Location } from "../transfer/location.ts";
import { systemDirectory } from "./archive-path.ts";
import { listArchives, readManifest, type SystemPlace } from "./archives.ts";
import { removeDirectory } from "./sweep.ts";

/** Whose archives are meant. */
export interface ArchiveOwner {
  /** The system's random id. */
  readonly id: string;
  /** The highest sequence number that it has given. */
  readonly lastSequence: number;
}

/** A system's own archives at a location. */
export interface OwnArchives {
  /** Directory names, the latest first. */
  readonly archives: readonly string[];
  /** Archives whose manifest cannot be read: whose they are is not known. */
  readonly unreadable: readonly string[];
}

/**
 * Refuses locations where old archives cannot be removed.
 *
 * @throws HoldfastError `holdfast.catalog.not-prunable`
 */
export async function requirePrunable(location: Location): Promise<void> {
  const { list, read, remove } = await location.capabilities();
  if (!list || !read || !remove) throw failure("holdfast.catalog.not-prunable");
}

/**
 * The complete archives that one system has made, by their sequence: clocks are set
 * back, sequences are not. Archives of others under the same name are left out, and
 * so is what claims a sequence number that the system never gave: it would have real
 * archives removed in its place.
 */
export async function ownArchives(
  location: Location,
  place: SystemPlace,
  owner: ArchiveOwner,
): Promise<OwnArchives> {
  const own: { archive: string; sequence: number }[] = [];
  const unreadable: string[] = [];
  // One after the other: a manifest may take a megabyte, and there may be thousands of archives.
  for (const { archive } of await listArchives(location, place)) {
    const directory = `${systemDirectory(place.product, place.system)}/${archive}`;
    try {
      const { archive: name, system, sequence } = (await readManifest(location, directory)).holdfast;
      const isOwn = system.id === owner.id && name === archive && sequence <= owner.lastSequence;
      if (isOwn) own.push({ archive, sequence });
    } catch (error) {
      if (!isHoldfastError(error) || !error.messages.some(({ id }) => isOfTheManifest(id))) throw error;
      unreadable.push(archive);
    }
  }
  const latestFirst = own.toSorted((a, b) => b.sequence - a.sequence);
  return { archives: latestFirst.map(({ archive }) => archive), unreadable };
}

/** Removes an archive: its manifest first, so that it is no archive from then on. */
export async function removeArchive(location: Location, directory: string): Promise<void> {
  await location.remove(`${directory}/${manifestName}`);
  await removeDirectory(location, directory);
}

function isOfTheManifest(id: string): boolean {
  return id.startsWith("holdfast.manifest.") || id === "holdfast.transfer.too-long";
}
