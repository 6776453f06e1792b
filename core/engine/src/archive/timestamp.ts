const nanosecondsPerSecond = 1_000_000_000n;
const fractionDigits = 9;

/** A time as a pax record has it (POSIX pax, "pax Extended Header File Times"): seconds since 1970, up to nine decimals. */
const decimalTime = /^(-?)(\d{1,19})(?:\.(\d{0,30}))?$/;

/** Nanoseconds since 1970 as seconds with nine decimals. */
export function formatTimestamp(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? "-" : "";
  const digits = (nanoseconds < 0n ? -nanoseconds : nanoseconds).toString().padStart(fractionDigits + 1, "0");
  return `${sign}${digits.slice(0, -fractionDigits)}.${digits.slice(-fractionDigits)}`;
}

/** Nanoseconds since 1970; `undefined` when the text is not a time. Digits beyond nanoseconds are dropped. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = decimalTime.exec(text);
  if (match === null) return undefined;
  const [, sign, seconds = "", fraction = ""] = match;
  const nanoseconds = BigInt(seconds + fraction.slice(0, fractionDigits).padEnd(fractionDigits, "0"));
  return sign === "-" ? -nanoseconds : nanoseconds;
}

/** Whole seconds, rounded down, and the nanoseconds beyond them. */
export function splitTimestamp(nanoseconds: bigint): { seconds: number; nanoseconds: number } {
  const rest = ((nanoseconds % nanosecondsPerSecond) + nanosecondsPerSecond) % nanosecondsPerSecond;
  return { seconds: Number((nanoseconds - rest) / nanosecondsPerSecond), nanoseconds: Number(rest) };
}
