/** Dialect revisions ([MS-SMB2] §2.2.3), oldest first. */
export const dialects = {
  "2.0.2": 0x0202,
  "2.1": 0x0210,
  "3.0": 0x0300,
  "3.0.2": 0x0302,
  "3.1.1": 0x0311,
} as const;

/** A dialect's name, such as `3.1.1`. */
export type DialectName = keyof typeof dialects;

/** The dialects from one on, as they are offered. */
export function dialectsFrom(oldest: DialectName): readonly number[] {
  return Object.values(dialects).filter((each) => each >= dialects[oldest]);
}

/** The name of a dialect revision; `undefined` for one that is not spoken here. */
export function dialectName(revision: number): DialectName | undefined {
  return (Object.keys(dialects) as DialectName[]).find((name) => dialects[name] === revision);
}
