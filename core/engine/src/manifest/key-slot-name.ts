/** The key slot that the backup password opens. */
export const passwordSlot = "identity.age";

/** What the backup password's slot is called until it has taken the place of the one before. */
export const newPasswordSlot = "identity.new.age";

/** How many escrow recipients an archive can have. */
export const mostRecipients = 20;

/** The key slot of the escrow recipient with this number, from 1. */
export function escrowSlot(number: number): string {
  return `escrow-${number}.age`;
}
