/** Something that this machine cannot offer, and why. */
export interface Missing {
  readonly missing: string;
}

/** Whether a test cannot have what it asked for. */
export function isMissing(value: unknown): value is Missing {
  return typeof value === "object" && value !== null && "missing" in value;
}

/** Why something is missing, from what was thrown. */
export function missingBecause(error: unknown): Missing {
  return { missing: error instanceof Error ? error.message : String(error) };
}
