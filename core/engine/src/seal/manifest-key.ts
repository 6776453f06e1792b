import { hkdfSync } from "node:crypto";
import { type Identity, secretKeyOf } from "./age/identity.ts";

/** The HMAC key that authenticates an archive's manifest: only who holds the archive's identity has it. */
export function manifestKey(identity: Identity): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKeyOf(identity), "", "holdfast/manifest/v1", 32));
}
