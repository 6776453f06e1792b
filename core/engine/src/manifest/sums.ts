import { failure } from "../messages/holdfast-error.ts";

const line = /^([0-9a-f]{64})  ([a-z0-9][a-z0-9.-]{0,127})$/;

/** Digests of an archive's volumes, by file name: SHA-256, hexadecimal. */
export type Sums = ReadonlyMap<string, string>;

/** The name of the file that `sha256sum -c` reads. */
export const sumsName = "SHA256SUMS";

/** Bytes that SHA256SUMS can have for so many volumes: a digest, two spaces, a name and a line feed each. */
export function longestSums(volumes: number): number {
  return Math.min(volumes * (64 + 2 + 128 + 1), 2 ** 27);
}

/** The text of SHA256SUMS, in the form of coreutils, sorted by name. */
export function formatSums(sums: Sums): string {
  const names = [...sums.keys()].toSorted();
  return names.map((name) => `${sums.get(name)}  ${name}\n`).join("");
}

/** @throws HoldfastError for any line that is not a digest and a volume's name */
export function parseSums(text: string): Sums {
  const sums = new Map<string, string>();
  for (const each of text.split("\n")) {
    if (each === "") continue;
    const match = line.exec(each);
    if (match?.[1] === undefined || match[2] === undefined || sums.has(match[2])) {
      throw failure("holdfast.manifest.bad-sums", each.slice(0, 80));
    }
    sums.set(match[2], match[1]);
  }
  return sums;
}
