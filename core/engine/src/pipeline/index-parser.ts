import type { IndexEntry } from "../archive/entry.ts";
import { longestIndexLine, parseIndexLine } from "../archive/index-line.ts";
import { failure } from "../messages/holdfast-error.ts";
import { type FrameLine, isFrameLine, parseFrameLine } from "./frame-line.ts";

const lineFeed = 0x0a;

/** Takes what stands in an index. */
export interface IndexHandler {
  entry(entry: IndexEntry): void;
  frame(frame: FrameLine): void;
}

/**
 * Parses the bytes of an index as they come, in lines of a bounded length. Its methods
 * throw a HoldfastError `holdfast.archive.invalid-index-line` for what is not an index's.
 */
export class IndexParser {
  readonly #handler: IndexHandler;
  #rest: Buffer = Buffer.alloc(0);

  constructor(handler: IndexHandler) {
    this.#handler = handler;
  }

  push(bytes: Uint8Array): void {
    // Decoding wants memory that nobody else writes to.
    const all = Buffer.concat([this.#rest, bytes]);
    let start = 0;
    for (let end = all.indexOf(lineFeed); end !== -1; end = all.indexOf(lineFeed, start)) {
      this.#line(all.toString("utf8", start, end));
      start = end + 1;
    }
    this.#rest = all.subarray(start);
    if (this.#rest.length > longestIndexLine)
      throw failure("holdfast.archive.invalid-index-line", "a line is too long");
  }

  end(): void {
    if (this.#rest.length > 0)
      throw failure("holdfast.archive.invalid-index-line", "its last line has no end");
  }

  #line(line: string): void {
    if (isFrameLine(line)) this.#handler.frame(parseFrameLine(line));
    else this.#handler.entry(parseIndexLine(line));
  }
}
