import { createHash } from "node:crypto";
import { failure } from "../messages/holdfast-error.ts";
import { manifestHmac } from "../manifest/authenticate.ts";
import { formatManifest, hmacName, type Manifest, manifestName } from "../manifest/manifest.ts";
import { formatSums, type Sums, sumsName } from "../manifest/sums.ts";
import { manifestKey } from "../seal/manifest-key.ts";
import type { Identity } from "../seal/age/identity.ts";
import type { Location } from "../transfer/location.ts";

/** Stores a small file, and reads it back where that is possible and wanted. */
export async function storeSmall(
  location: Location,
  path: string,
  bytes: Uint8Array,
  readBack: boolean,
): Promise<void> {
  await location.put(path, { size: bytes.length, chunks: [bytes] });
  if (readBack) await expectSame(location, path, bytes);
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
  try {
    await location.putAtOnce(path, { size: bytes.length, chunks: [bytes] });
  } catch (error) {
    if (!readBack) throw error;
    const stored = await location.readSmall(path, bytes.length).catch(() => undefined);
    if (stored === undefined || Buffer.compare(stored, bytes) !== 0) throw error;
  }
  if (readBack) await expectSame(location, path, bytes);
  return sha256(bytes);
}

async function expectSame(location: Location, path: string, bytes: Uint8Array): Promise<void> {
  const stored = await location.readSmall(path, bytes.length);
  if (Buffer.compare(stored, bytes) !== 0) throw failure("holdfast.backup.not-kept", path, 1);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
