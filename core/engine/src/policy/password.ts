import type { Secret } from "@holdfast/contract";
import { message, type MessageId } from "../messages/catalogue.ts";
import { HoldfastError } from "../messages/holdfast-error.ts";

/** A rule of the policy: the message to give when the password breaks it. */
type PasswordRule = (password: string) => MessageId | undefined;

const tooShort: PasswordRule = (password) =>
  characters(password) < 8 ? "holdfast.policy.password-too-short" : undefined;

const tooLong: PasswordRule = (password) =>
  characters(password) > 20 ? "holdfast.policy.password-too-long" : undefined;

const withoutUpperCase: PasswordRule = (password) =>
  /[A-Z]/.test(password) ? undefined : "holdfast.policy.password-without-upper-case";

const withoutLowerCase: PasswordRule = (password) =>
  /[a-z]/.test(password) ? undefined : "holdfast.policy.password-without-lower-case";

const withoutDigit: PasswordRule = (password) =>
  /[0-9]/.test(password) ? undefined : "holdfast.policy.password-without-digit";

const withoutSpecial: PasswordRule = (password) =>
  /[!-/:-@[-`{-~]/.test(password) ? undefined : "holdfast.policy.password-without-special";

const notVisibleAscii: PasswordRule = (password) =>
  /^[!-~]*$/.test(password) ? undefined : "holdfast.policy.password-not-visible-ascii";

const rules: readonly PasswordRule[] = [
  tooShort,
  tooLong,
  withoutUpperCase,
  withoutLowerCase,
  withoutDigit,
  withoutSpecial,
  notVisibleAscii,
];

/**
 * Holds a backup password against vSphere's policy: 8 to 20 visible ASCII
 * characters (0x21 to 0x7E), among them an upper-case letter, a lower-case
 * letter, a digit and one that is none of these.
 *
 * @throws HoldfastError `INVALID_ARGUMENT` with one message per broken rule
 */
export function checkBackupPassword(password: Secret): void {
  const clear = password.reveal();
  const broken = rules.flatMap((rule) => rule(clear) ?? []);
  if (broken.length > 0) throw new HoldfastError(broken.map((id) => message(id)));
}

function characters(text: string): number {
  return Array.from(text).length;
}
