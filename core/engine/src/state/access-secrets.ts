import type { Secret } from "@holdfast/contract";
import { failure, failureFrom, isHoldfastError } from "../messages/holdfast-error.ts";
import type { SecretStore } from "./secret-store.ts";

/** What it takes to use a location and its archives without anybody there to ask. */
export type AccessSecret = "location-password" | "backup-password";

/** Access secrets, as far as they are given. */
export type AccessSecrets = Partial<Record<AccessSecret, Secret>>;

const all: readonly AccessSecret[] = ["location-password", "backup-password"];

/** Which secrets are given. */
export function givenSecrets(secrets: AccessSecrets): readonly AccessSecret[] {
  return all.filter((name) => secrets[name] !== undefined);
}

/** Keeps what is given. @param owner whose secrets they are, as `schedule/default` */
export async function keepSecrets(store: SecretStore, owner: string, given: AccessSecrets): Promise<void> {
  for (const name of all) {
    const secret = given[name];
    if (secret !== undefined) await guarded(owner, store.set(`${owner}/${name}`, secret));
  }
}

/**
 * Reads the named secrets, which must be there: without them a backup would be made unsealed.
 *
 * @throws HoldfastError `holdfast.state.secret-missing`
 */
export async function readSecrets(
  store: SecretStore,
  owner: string,
  names: readonly AccessSecret[],
): Promise<AccessSecrets> {
  const found: AccessSecrets = {};
  for (const name of names) {
    const secret = await guarded(owner, store.get(`${owner}/${name}`));
    if (secret === undefined) throw failure("holdfast.state.secret-missing", owner, name);
    found[name] = secret;
  }
  return found;
}

/** Forgets all secrets of an owner. */
export async function forgetSecrets(store: SecretStore, owner: string): Promise<void> {
  for (const name of all) await guarded(owner, store.delete(`${owner}/${name}`));
}

/** An embedder's store may fail with anything. */
async function guarded<T>(owner: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isHoldfastError(error)) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw failureFrom(error, "holdfast.state.secret-store-failed", owner, text);
  }
}
