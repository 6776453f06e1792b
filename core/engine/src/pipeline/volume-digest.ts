import { createHash } from "node:crypto";
import { failure } from "../messages/holdfast-error.ts";

/**
 * Compares a stored file with what the archive's table says of it.
 *
 * @throws HoldfastError `holdfast.pipeline.digest-differs`
 */
export function checkDigest(name: string, bytes: Uint8Array, sha256: string): void {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== sha256) throw failure("holdfast.pipeline.digest-differs", name);
}
