const longestLine = 8 * 1024;
const lineFeed = 0x0a;

/** Puts lines together that come in pieces; those that are too long, or no UTF-8, are left out. */
export class Utf8Lines {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #begun: Buffer = Buffer.alloc(0);

  /** The lines that end in this piece. */
  push(piece: Buffer): readonly string[] {
    const all = Buffer.concat([this.#begun, piece]);
    const end = all.lastIndexOf(lineFeed) + 1;
    this.#begun = all.subarray(end, end + longestLine);
    return this.#decoded(all.subarray(0, end));
  }

  /** What came after the last line end. */
  rest(): readonly string[] {
    return this.#decoded(this.#begun);
  }

  #decoded(bytes: Buffer): readonly string[] {
    const lines: string[] = [];
    for (let start = 0; start < bytes.length;) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found === -1 ? bytes.length : found;
      const line = this.#line(bytes.subarray(start, end));
      if (line !== "") lines.push(line);
      start = end + 1;
    }
    return lines;
  }

  #line(bytes: Buffer): string {
    if (bytes.length > longestLine) return "";
    try {
      return this.#decoder.decode(bytes).replace(/\r$/, "");
    } catch {
      return "";
    }
  }
}
