const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const checksumLength = 6;

/** A decoded Bech32 text; the prefix keeps its case. */
export interface Bech32 {
  readonly prefix: string;
  readonly data: Uint8Array;
}

/** Bech32 (BIP 173) in lower case, without its limit of 90 characters, as age uses it. */
export function encodeBech32(prefix: string, data: Uint8Array): string {
  const words = regroup(data, 8, 5);
  const checksum = polymod([...expandPrefix(prefix), ...words, ...new Uint8Array(checksumLength)]) ^ 1;
  for (let index = 0; index < checksumLength; index++) {
    words.push((checksum >>> (5 * (checksumLength - 1 - index))) & 31);
  }
  return `${prefix}1${words.map((word) => alphabet[word]).join("")}`;
}

/** What a Bech32 text says, or `undefined` when it is malformed or its checksum is wrong. */
export function decodeBech32(text: string): Bech32 | undefined {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return undefined;
  const separator = text.lastIndexOf("1");
  const words = Array.from(lower.slice(separator + 1), (character) => alphabet.indexOf(character));
  if (separator < 1 || words.length < checksumLength || words.includes(-1)) return undefined;
  const prefix = text.slice(0, separator);
  if (!/^[\x21-\x7e]+$/.test(prefix)) return undefined;
  if (polymod([...expandPrefix(prefix.toLowerCase()), ...words]) !== 1) return undefined;
  const payload = words.slice(0, -checksumLength);
  const data = Uint8Array.from(regroup(payload, 5, 8).slice(0, Math.floor((payload.length * 5) / 8)));
  return canonical(payload, data) ? { prefix, data } : undefined;
}

// The last word's spare bits must be zero, and there must be no spare word.
function canonical(words: readonly number[], data: Uint8Array): boolean {
  const expected = regroup(data, 8, 5);
  return expected.length === words.length && expected.every((word, index) => word === words[index]);
}

/** Cuts a string of `from`-bit groups into `to`-bit groups, the last one filled up with zero bits. */
function regroup(groups: Iterable<number>, from: number, to: number): number[] {
  const result: number[] = [];
  let pending = 0;
  let bits = 0;
  for (const group of groups) {
    pending = (pending << from) | group;
    for (bits += from; bits >= to;) {
      bits -= to;
      result.push((pending >>> bits) & ((1 << to) - 1));
    }
    pending &= (1 << bits) - 1;
  }
  if (bits > 0) result.push((pending << (to - bits)) & ((1 << to) - 1));
  return result;
}

function expandPrefix(prefix: string): number[] {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(words: readonly number[]): number {
  let checksum = 1;
  for (const word of words) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ word;
    generators.forEach((generator, index) => {
      if ((top >>> index) & 1) checksum ^= generator;
    });
  }
  return checksum;
}
