import { systemDirectory } from "../catalog/archive-path.ts";
import { type ArchiveSummary, listArchives, readManifest } from "../catalog/archives.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import { message } from "../messages/catalogue.ts";
import { failure, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { Location } from "../transfer/location.ts";

// The manifest is not authenticated here. A sequence beyond this is nobody's own count, and would leave no room for ours.
const mostBelievable = 2 ** 40;

/**
 * Looks at what the location already holds under this system's name.
 *
 * @param systemId the random id in this system's state
 * @param adopt whether archives of another system under the name are taken over
 * @param say told of archives that cannot be read; they do not keep a new one from being made
 * @returns the highest sequence number of its archives, 0 when there is none or the location cannot tell
 * @throws HoldfastError `holdfast.backup.system-name-taken` when the newest archive is another system's
 */
export async function highestSequence(
  location: Location,
  system: SystemInfo,
  systemId: string,
  adopt: boolean,
  say: (said: Message) => void,
): Promise<number> {
  const { list, read } = await location.capabilities();
  if (!list || !read) return 0;
  const place = { product: system.product, system: system.name };
  for (const summary of await listArchives(location, place)) {
    const manifest = await readable(location, system, summary, say);
    if (manifest === undefined) continue;
    const { system: owner, sequence } = manifest.holdfast;
    if (owner.id !== systemId && !adopt) {
      throw failure("holdfast.backup.system-name-taken", system.name, summary.archive);
    }
    return Math.min(sequence, mostBelievable);
  }
  return 0;
}

async function readable(
  location: Location,
  { product, name }: SystemInfo,
  { archive }: ArchiveSummary,
  say: (said: Message) => void,
): Promise<Manifest | undefined> {
  try {
    return await readManifest(location, `${systemDirectory(product, name)}/${archive}`);
  } catch (error) {
    if (!isHoldfastError(error) || !error.messages.some(({ id }) => isOfTheArchive(id))) throw error;
    say(message("holdfast.backup.archive-unreadable", archive, error.message));
    return undefined;
  }
}

/** Whether it is the archive that is bad, and not the way to it. */
function isOfTheArchive(id: string): boolean {
  return id.startsWith("holdfast.manifest.") || id === "holdfast.transfer.too-long";
}
