import { createHash } from "node:crypto";
import { failure } from "../messages/holdfast-error.ts";
import { manifestHmac } from "../manifest/authenticate.ts";
import { formatManifest, hmacName, type Manifest, manifestName } from "../manifest/manifest.ts";
import { formatSums, type Sums, sumsName } from "../manifest/sums.ts";
import { manifestKey } from "../seal/manifest-key.ts";
import type { Identity } from "../seal/age/identity.ts";
import type { Location } from "../transfer/location.ts";
import { isDamage } from "./damage.ts";

const tries = 3;

/**
 * Stores a small file, and reads it back where that is possible; one that comes back
 * different is stored again.
 *
 * @throws HoldfastError `holdfast.backup.not-kept`
 */
export async function storeSmall(
  location: Location,
  path: string,
  bytes: Uint8Array,
  readBack: boolean,
): Promise<void> {
  const put = (): Promise<void> => location.put(path, { size: bytes.length, chunks: [bytes] });
  const kept = await isKeptAfter(put, location, path, bytes, readBack);
  if (!kept) throw failure("holdfast.backup.not-kept", path, tries);
}

/** Stores the table of volumes. @returns its SHA-256, hexadecimal */
export async function storeSums(
  location: Location,
  directory: string,
  sums: Sums,
  readBack: boolean,
): Promise<string> {
  const bytes = Buffer.from(formatSums(sums));
  await storeSmall(location, `${directory}/${sumsName}`, bytes, readBack);
  return sha256(bytes);
}

/** Stores what authenticates the manifest, before the manifest. */
export async function storeHmac(
  location: Location,
  directory: string,
  manifest: Manifest,
  identity: Identity,
  readBack: boolean,
): Promise<void> {
  const hmac = Buffer.from(manifestHmac(formatManifest(manifest), manifestKey(identity)));
  await storeSmall(location, `${directory}/${hmacName}`, hmac, readBack);
}

/**
 * Stores the manifest: from now on the archive exists. When the location fails
 * in the middle, what it has decides whether that has happened.
 *
 * @returns the manifest's SHA-256, hexadecimal
 */
export async function commitManifest(
  location: Location,
  directory: string,
  manifest: Manifest,
  readBack: boolean,
): Promise<string> {
  const path = `${directory}/${manifestName}`;
  const bytes = formatManifest(manifest);
  const put = async (): Promise<void> => {
    try {
      await location.putAtOnce(path, { size: bytes.length, chunks: [bytes] });
    } catch (error) {
      const arrived = readBack && (await isKept(location, path, bytes).catch(() => false));
      if (!arrived) throw error;
    }
  };
  if (!(await isKeptAfter(put, location, path, bytes, readBack))) {
    // A manifest that is damaged would make an archive of what is none.
    await location.remove(path).catch(() => undefined);
    throw failure("holdfast.backup.not-kept", path, tries);
  }
  return sha256(bytes);
}

/** Puts until what comes back is what was stored. */
async function isKeptAfter(
  put: () => Promise<void>,
  location: Location,
  path: string,
  bytes: Uint8Array,
  readBack: boolean,
): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    await put();
    if (!readBack || (await isKept(location, path, bytes))) return true;
  }
  return false;
}

async function isKept(location: Location, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await location.readSmall(path, bytes.length), bytes) === 0;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
