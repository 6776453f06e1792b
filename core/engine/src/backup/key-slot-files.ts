import type { Secret } from "@holdfast/contract";
import { escrowSlot, passwordSlot } from "../manifest/key-slot-name.ts";
import { type Identity, parseRecipient } from "../seal/age/identity.ts";
import { type SlotOwner, writeKeySlot } from "../seal/key-slots.ts";

/** A file that holds the archive's identity. */
export interface KeySlotFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Wraps an archive's identity for whoever may open the archive. With a password
 * this takes 128 MiB for a moment, and a third of a second.
 *
 * @param created when the archive was begun
 */
export async function makeKeySlots(
  identity: Identity,
  owner: SlotOwner,
  created: Date,
  password: Secret | undefined,
  recipients: readonly string[],
): Promise<readonly KeySlotFile[]> {
  const protections = [
    ...(password === undefined ? [] : [{ name: passwordSlot, protection: password }]),
    ...recipients.map((recipient, index) => ({
      name: escrowSlot(index + 1),
      protection: parseRecipient(recipient),
    })),
  ];
  const slots: KeySlotFile[] = [];
  for (const { name, protection } of protections) {
    slots.push({ name, bytes: await writeKeySlot(identity, owner, created.toISOString(), protection) });
  }
  return slots;
}
