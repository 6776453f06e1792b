import type { IndexEntry } from "../archive/entry.ts";
import { longestIndexLine, parseIndexLine } from "../archive/index-line.ts";
import { failure } from "../messages/holdfast-error.ts";
import { type FrameLine, isFrameLine, parseFrameLine } from "../pipeline/frame-line.ts";
import type { OpenPipeline, VolumeSource } from "../pipeline/open-pipeline.ts";

const lineFeed = 0x0a;

/** Takes what stands in an index. */
export interface IndexHandler {
  entry(entry: IndexEntry): void;
  frame(frame: FrameLine): void;
  /** Awaited every megabyte or so: whoever cannot keep up makes the reading wait. */
  pause?(): Promise<void>;
}

/**
 * Reads a part's index line by line.
 *
 * @throws HoldfastError `holdfast.archive.invalid-index-line` for lines that are not an index's
 */
export async function readIndex(
  pipeline: OpenPipeline,
  volumes: readonly VolumeSource[],
  handler: IndexHandler,
): Promise<void> {
  const lines = new LineSplitter((line) => {
    if (isFrameLine(line)) handler.frame(parseFrameLine(line));
    else handler.entry(parseIndexLine(line));
  });
  await pipeline.read(volumes, async (slice) => {
    lines.push(slice);
    await handler.pause?.();
  });
  lines.end();
}

/** Splits bytes into lines of text of a bounded length. */
class LineSplitter {
  readonly #line: (text: string) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(line: (text: string) => void) {
    this.#line = line;
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
}
