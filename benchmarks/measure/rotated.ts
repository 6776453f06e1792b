/** The same values from another one on, so that in no round one is always the one after a certain other. */
export function rotated<T>(values: readonly T[], by: number): readonly T[] {
  const first = by % values.length;
  return [...values.slice(first), ...values.slice(0, first)];
}
