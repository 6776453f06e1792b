/** What an archive's directory name says. */
export interface ArchiveName {
  /** `M` for a backup that somebody started, `S` for a scheduled one. */
  readonly trigger: "M" | "S";
  readonly version: string;
  /** `YYYYMMDD-HHMMSS`, UTC. */
  readonly stamp: string;
  /** The comment, cut to 100 bytes. */
  readonly comment: string;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const commentBytes = 100;
const pattern = /^([MS])_([A-Za-z0-9.+~-]{1,64})_(\d{8}-\d{6})_([A-Z2-7]*)$/;

/** The directory's name in the vSphere form: `{M|S}_<version>_<stamp>_<base32 of the comment's first 100 bytes>`. */
export function formatArchiveName(name: ArchiveName): string {
  const comment = Buffer.from(name.comment, "utf8").subarray(0, commentBytes);
  return `${name.trigger}_${name.version}_${name.stamp}_${base32(comment)}`;
}

/** Reads a directory's name; `undefined` when it is not an archive's. Padding is accepted, as vSphere writes it. */
export function parseArchiveName(text: string): ArchiveName | undefined {
  const match = pattern.exec(text.replace(/=+$/, ""));
  if (match === null) return undefined;
  const [, trigger, version = "", stamp = "", comment = ""] = match;
  if (comment.length > (commentBytes * 8) / 5 || Number.isNaN(stampTime(stamp).getTime())) return undefined;
  return { trigger: trigger === "S" ? "S" : "M", version, stamp, comment: decodeComment(comment) };
}

/** Whether a version can stand in an archive's name. */
export function isVersion(text: string): boolean {
  return /^[A-Za-z0-9.+~-]{1,64}$/.test(text);
}

/** The start time that a stamp says. */
export function stampTime(stamp: string): Date {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z");
  return new Date(iso);
}

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = "";
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (alphabet[(value << (5 - bits)) & 31] ?? "") : text;
}

function decodeComment(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    value = (value << 5) | alphabet.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
      value &= (1 << bits) - 1;
    }
  }
  const decoded = Buffer.from(bytes).toString("utf8");
  // Whoever may write to the location can name a directory; what a comment holds must not steer a terminal.
  const printable = decoded.replaceAll(/\p{Cc}/gu, "\uFFFD");
  // A comment that was cut inside a character ends with a replacement character: leave it out.
  return bytes.length < commentBytes ? printable : printable.replace(/\uFFFD$/, "");
}
