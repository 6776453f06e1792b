import { failure } from "../messages/holdfast-error.ts";
import { systemDirectory } from "../catalog/archive-path.ts";
import { listArchives, readManifest } from "../catalog/archives.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import type { Location } from "../transfer/location.ts";

/**
 * Looks at what the location already holds under this system's name.
 *
 * @param systemId the random id in this system's state
 * @param adopt whether archives of another system under the name are taken over
 * @returns the highest sequence number of its archives, 0 when there is none or the location cannot tell
 * @throws HoldfastError `holdfast.backup.system-name-taken` when the newest archive is another system's
 */
export async function highestSequence(
  location: Location,
  system: SystemInfo,
  systemId: string,
  adopt: boolean,
): Promise<number> {
  const { list, read } = await location.capabilities();
  if (!list || !read) return 0;
  const place = { product: system.product, system: system.name };
  const [newest] = await listArchives(location, place);
  if (newest === undefined) return 0;
  const directory = systemDirectory(system.product, system.name);
  const { holdfast } = await readManifest(location, `${directory}/${newest.archive}`);
  if (holdfast.system.id !== systemId && !adopt) {
    throw failure("holdfast.backup.system-name-taken", system.name, newest.archive);
  }
  return holdfast.sequence;
}
