import { createHash } from "node:crypto";
import type { Secret } from "@holdfast/contract";
import { systemDirectory } from "../catalog/archive-path.ts";
import { type ArchiveSummary, findArchive, type SystemPlace } from "../catalog/archives.ts";
import { authenticateManifest } from "../manifest/authenticate.ts";
import { escrowSlot, mostRecipients, newPasswordSlot, passwordSlot } from "../manifest/key-slot-name.ts";
import { hmacName, longestManifest, type Manifest, manifestName } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { longestSums, parseSums, type Sums, sumsName } from "../manifest/sums.ts";
import { failure, type HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import { type Identity, parseIdentity } from "../seal/age/identity.ts";
import { type KeySlot, maxKeySlotSize, openKeySlot } from "../seal/key-slots.ts";
import { manifestKey } from "../seal/manifest-key.ts";
import type { Location } from "../transfer/location.ts";
import type { ArchiveKey, ArchiveRequest } from "./archive-access.ts";

const hmacSize = 65;

/** An archive whose manifest was read, and authenticated where a key was given. */
export interface OpenArchive {
  readonly summary: ArchiveSummary;
  /** Relative to the location. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** The archive's own identity, when a key opened one of its slots. */
  readonly identity: Identity | undefined;
}

/**
 * Finds an archive and reads its manifest: authenticated first, where there is a
 * key, and believed afterwards.
 *
 * @throws HoldfastError for a wrong key, a manifest that is not authentic or from another
 *   archive, and for an unsealed archive in place of a sealed one
 */
export async function openArchive(
  location: Location,
  place: SystemPlace,
  request: Pick<ArchiveRequest, "archive" | "key" | "allowUnsealed">,
): Promise<OpenArchive> {
  const summary = await findArchive(location, place, request.archive);
  const directory = `${systemDirectory(place.product, place.system)}/${summary.archive}`;
  const bytes = await location.readSmall(`${directory}/${manifestName}`, longestManifest);
  const sealed = await isPresent(location, `${directory}/${hmacName}`);
  const key = request.key ?? {};
  const hasKey = key.password !== undefined || (key.identities?.length ?? 0) > 0;
  if (!sealed || !hasKey) {
    if (!sealed && hasKey && request.allowUnsealed !== true) {
      throw failure("holdfast.restore.not-sealed", summary.archive);
    }
    const manifest = parseManifest(bytes);
    if (manifest.holdfast.sealed !== sealed) throw failure("holdfast.manifest.not-authentic");
    checkPlace(manifest, place, summary.archive);
    return { summary, directory, manifest, identity: undefined };
  }
  const slot = await openSlot(location, directory, key);
  const hmac = await location.readSmall(`${directory}/${hmacName}`, hmacSize);
  authenticateManifest(bytes, hmac, manifestKey(slot.identity));
  const manifest = parseManifest(bytes);
  checkPlace(manifest, place, summary.archive);
  if (slot.archive !== summary.archive || slot.systemId !== manifest.holdfast.system.id) {
    throw failure("holdfast.restore.foreign-key-slot", slot.archive, summary.archive);
  }
  return { summary, directory, manifest, identity: slot.identity };
}

/** Reads the table of an archive's volumes, which its manifest vouches for. */
export async function readSums(location: Location, archive: OpenArchive): Promise<Sums> {
  const { parts, sums } = archive.manifest.holdfast;
  const volumes = parts.reduce((sum, part) => sum + part.volumes + part.index_volumes, 0);
  const bytes = await location.readSmall(`${archive.directory}/${sumsName}`, longestSums(volumes));
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== sums) throw failure("holdfast.manifest.wrong-sums");
  return parseSums(Buffer.from(bytes).toString("latin1"));
}

async function isPresent(location: Location, path: string): Promise<boolean> {
  return (await location.stat(path)) !== undefined;
}

async function openSlot(location: Location, directory: string, key: ArchiveKey): Promise<KeySlot> {
  const { password, identities = [] } = key;
  if (password !== undefined) return openPasswordSlot(location, directory, password);
  const parsed = identities.map((identity) => parseIdentity(identity));
  let damaged: HoldfastError | undefined;
  for (let number = 1; number <= mostRecipients; number++) {
    const path = `${directory}/${escrowSlot(number)}`;
    if (!(await isPresent(location, path))) continue;
    const file = await location.readSmall(path, maxKeySlotSize);
    try {
      return await openKeySlot(file, parsed);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      // Another slot may be the identity's, and whole.
      if (!isForAnother(error)) damaged ??= error;
    }
  }
  throw damaged ?? failure("holdfast.restore.no-slot-for-identity");
}

/** When a change of the password was cut off, the new slot may not be in the place of the old one yet. */
async function openPasswordSlot(location: Location, directory: string, password: Secret): Promise<KeySlot> {
  try {
    const slot = await location.readSmall(`${directory}/${passwordSlot}`, maxKeySlotSize);
    return await openKeySlot(slot, password);
  } catch (error) {
    const path = `${directory}/${newPasswordSlot}`;
    if (!isHoldfastError(error) || !(await isPresent(location, path))) throw error;
    return openKeySlot(await location.readSmall(path, maxKeySlotSize), password).catch(() => {
      throw error;
    });
  }
}

function isForAnother({ messages }: HoldfastError): boolean {
  return messages.some(({ id }) => id === "holdfast.seal.no-identity-matched");
}

function checkPlace(manifest: Manifest, place: SystemPlace, archive: string): void {
  const { system, archive: own } = manifest.holdfast;
  if (own === archive && system.name === place.system && system.product === place.product) return;
  const claimed = `${system.product}/sn_${system.name}/${own}`;
  throw failure("holdfast.manifest.wrong-place", `${place.product}/sn_${place.system}/${archive}`, claimed);
}
