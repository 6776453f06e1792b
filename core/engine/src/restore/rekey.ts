import type { Secret } from "@holdfast/contract";
import { newPasswordSlot, passwordSlot } from "../manifest/key-slot-name.ts";
import { failure } from "../messages/holdfast-error.ts";
import { maxKeySlotSize, openKeySlot, writeKeySlot } from "../seal/key-slots.ts";
import type { Location } from "../transfer/location.ts";
import type { ArchiveRequest } from "./archive-access.ts";
import type { OpenArchive } from "./open-archive.ts";

/** What somebody asks for when they change an archive's backup password. */
export interface RekeyRequest extends ArchiveRequest {
  /** Opens the archive from now on; must keep the password policy. */
  readonly newPassword: Secret;
}

/** What a change of the password came to. */
export interface RekeyReport {
  readonly archive: string;
  /** The key slot that the new password opens. */
  readonly slot: string;
}

/**
 * Gives an archive another backup password: stores a new key slot beside the old one,
 * reads it back and opens it, and has it take the old one's place. Nothing else is
 * touched. At every moment one of the two passwords opens the archive.
 *
 * @throws HoldfastError `holdfast.restore.nothing-to-rekey`, `.rekey-unsupported` or `.slot-not-kept`
 */
export async function rekeyArchive(
  location: Location,
  { summary, directory, manifest, identity }: OpenArchive,
  newPassword: Secret,
): Promise<RekeyReport> {
  const { archive } = summary;
  if (identity === undefined) throw failure("holdfast.restore.nothing-to-rekey", archive);
  const { read, remove, atomicRename } = await location.capabilities();
  if (!read) throw failure("holdfast.restore.rekey-unsupported", "be read from");
  if (!remove && !atomicRename) throw failure("holdfast.restore.rekey-unsupported", "remove or rename");
  const owner = { systemId: manifest.holdfast.system.id, archive };
  const slot = await writeKeySlot(identity, owner, manifest.StartTime, newPassword);
  const fresh = `${directory}/${newPasswordSlot}`;
  const place = `${directory}/${passwordSlot}`;

  await store(location, fresh, slot, newPassword);
  if (atomicRename) {
    await location.rename(fresh, place);
    await requireKept(location, place, slot);
  } else {
    await store(location, place, slot, newPassword);
    await location.remove(fresh);
  }
  return { archive, slot: passwordSlot };
}

async function store(location: Location, path: string, slot: Uint8Array, password: Secret): Promise<void> {
  await location.put(path, { size: slot.length, chunks: [slot] });
  await openKeySlot(await requireKept(location, path, slot), password);
}

async function requireKept(location: Location, path: string, slot: Uint8Array): Promise<Uint8Array> {
  const kept = await location.readSmall(path, maxKeySlotSize);
  if (Buffer.compare(kept, slot) !== 0) throw failure("holdfast.restore.slot-not-kept", path);
  return kept;
}
