/** A plugin broke a rule of the location contract; the message names the rule and what was seen. */
export class ConformanceFailure extends Error {
  override readonly name = "ConformanceFailure";
}

/**
 * Ends a case when a rule is broken.
 *
 * @throws ConformanceFailure with the rule as its message
 */
export function mustHold(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new ConformanceFailure(rule);
}
