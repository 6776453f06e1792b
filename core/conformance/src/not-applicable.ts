/** A case does not apply to this plugin or harness; the message says why. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/**
 * What an optional hook of the harness gave.
 *
 * @throws NotApplicable when the harness has no such hook
 */
export function offered<T>(value: T | undefined, hook: string): T {
  if (value === undefined) throw new NotApplicable(`the harness has no ${hook}`);
  return value;
}
