import { createHmac, timingSafeEqual } from "node:crypto";
import { failure } from "../messages/holdfast-error.ts";

/** The content of `backup-metadata.hmac` for a manifest's exact bytes: HMAC-SHA256, hexadecimal, line feed. */
export function manifestHmac(manifest: Uint8Array, key: Uint8Array): string {
  return `${createHmac("sha256", key).update(manifest).digest("hex")}\n`;
}

/**
 * Checks a manifest's bytes before anything in them is believed.
 *
 * @throws HoldfastError when the HMAC is not the key's
 */
export function authenticateManifest(manifest: Uint8Array, hmac: Uint8Array, key: Uint8Array): void {
  const expected = Buffer.from(manifestHmac(manifest, key));
  if (hmac.length !== expected.length || !timingSafeEqual(hmac, expected)) {
    throw failure("holdfast.manifest.not-authentic");
  }
}
