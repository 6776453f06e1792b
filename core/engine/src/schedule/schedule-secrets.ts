import type { Secret } from "@holdfast/contract";
import { failure } from "../messages/holdfast-error.ts";
import type { Schedule, ScheduleSecret } from "../state/schedule.ts";
import type { SecretStore } from "../state/secret-store.ts";

/** The secrets of one schedule, as far as they are given. */
export type GivenSecrets = Partial<Record<ScheduleSecret, Secret>>;

/** All secrets that a schedule can have. */
export const scheduleSecrets: readonly ScheduleSecret[] = ["location-password", "backup-password"];

/** Keeps what is given; other secrets of the schedule stay. */
export async function keepSecrets(store: SecretStore, id: string, given: GivenSecrets): Promise<void> {
  for (const name of scheduleSecrets) {
    const secret = given[name];
    if (secret !== undefined) await store.set(nameOf(id, name), secret);
  }
}

/** @throws HoldfastError `holdfast.schedule.secret-missing` */
export async function readSecrets(store: SecretStore, { id, secrets }: Schedule): Promise<GivenSecrets> {
  const found: GivenSecrets = {};
  for (const name of secrets) {
    const secret = await store.get(nameOf(id, name));
    if (secret === undefined) throw failure("holdfast.schedule.secret-missing", id, name);
    found[name] = secret;
  }
  return found;
}

/** Forgets all secrets of a schedule. */
export async function forgetSecrets(store: SecretStore, id: string): Promise<void> {
  for (const name of scheduleSecrets) await store.delete(nameOf(id, name));
}

function nameOf(id: string, name: ScheduleSecret): string {
  return `schedule/${id}/${name}`;
}
