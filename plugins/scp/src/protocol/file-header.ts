/**
 * The header of a file in the protocol of `scp -t` and `scp -f`, which only
 * OpenSSH's scp.c describes: `C<mode> <size> <name>` and a line feed.
 */
export interface FileHeader {
  /** Bytes that follow. */
  readonly size: number;
}

/** Mode 0600. @param name without any `/` */
export function encodeFileHeader(size: number, name: string): string {
  return `C0600 ${size} ${name}\n`;
}

/** Reads a header without its `C` and its line feed; `undefined` when it is none. */
export function parseFileHeader(line: string): FileHeader | undefined {
  const [, digits] = /^[0-7]{4} (\d{1,16}) [^/]+$/.exec(line) ?? [];
  const size = Number(digits);
  return digits !== undefined && Number.isSafeInteger(size) ? { size } : undefined;
}
