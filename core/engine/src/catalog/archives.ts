import { failure } from "../messages/holdfast-error.ts";
import { parseArchiveName, stampTime } from "../manifest/archive-name.ts";
import { longestManifest, type Manifest, manifestName } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import type { Location } from "../transfer/location.ts";
import { isPathName, systemDirectory } from "./archive-path.ts";

const mostNames = 100_000;

/** A complete archive as its directory name tells it. */
export interface ArchiveSummary {
  /** The directory's name. */
  readonly archive: string;
  /** When the backup began. */
  readonly timestamp: Date;
  readonly version: string;
  readonly comment: string;
}

/** Where one system's archives lie. */
export interface SystemPlace {
  readonly product: string;
  readonly system: string;
}

/** Names of the systems that have a directory at the location. */
export async function listSystems(location: Location, product: string): Promise<readonly string[]> {
  const entries = await location.list(product, mostNames);
  const names = entries.flatMap(({ kind, name }) => {
    return kind === "directory" && name.startsWith("sn_") ? [name.slice(3)] : [];
  });
  return names.filter((name) => isPathName(name)).toSorted();
}

/**
 * The system's archives that have a manifest, newest first.
 *
 * @throws HoldfastError `holdfast.catalog.not-listable`
 */
export async function listArchives(
  location: Location,
  place: SystemPlace,
): Promise<readonly ArchiveSummary[]> {
  if (!(await location.capabilities()).list) throw failure("holdfast.catalog.not-listable");
  const directory = systemDirectory(place.product, place.system);
  const entries = await location.list(directory, mostNames);
  const named = entries.flatMap((entry) => {
    return entry.kind === "directory" ? (summaryOf(entry.name) ?? []) : [];
  });
  const complete = await Promise.all(
    named.map((each) => location.stat(`${directory}/${each.archive}/${manifestName}`)),
  );
  return named
    .filter((_, index) => complete[index]?.kind === "file")
    .toSorted((a, b) => b.timestamp.getTime() - a.timestamp.getTime() || (a.archive < b.archive ? 1 : -1));
}

/**
 * Finds an archive by its name, or the newest one for `latest`.
 *
 * @throws HoldfastError `holdfast.catalog.no-archive`
 */
export async function findArchive(
  location: Location,
  place: SystemPlace,
  name: string,
): Promise<ArchiveSummary> {
  const directory = systemDirectory(place.product, place.system);
  if (name === "latest") {
    const [newest] = await listArchives(location, place);
    if (newest === undefined) throw failure("holdfast.catalog.no-archives", directory);
    return newest;
  }
  const summary = summaryOf(name);
  const manifest = summary && (await location.stat(`${directory}/${name}/${manifestName}`));
  if (summary === undefined || manifest?.kind !== "file") {
    throw failure("holdfast.catalog.no-archive", name, directory);
  }
  return summary;
}

function summaryOf(archive: string): ArchiveSummary | undefined {
  const name = parseArchiveName(archive);
  return name && { archive, timestamp: stampTime(name.stamp), version: name.version, comment: name.comment };
}

/** The manifest of an archive, not authenticated. */
export async function readManifest(location: Location, directory: string): Promise<Manifest> {
  return parseManifest(await location.readSmall(`${directory}/${manifestName}`, longestManifest));
}
