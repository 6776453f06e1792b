import type { Keystream } from "./keystream.ts";

/** What the files of a tree hold, in equal numbers. */
export const contentKinds = ["text", "json", "binary", "random"] as const;
export type ContentKind = (typeof contentKinds)[number];

// Far beyond the windows of zstd -1 and of deflate, so that the repetition of a pool is no redundancy to them.
const poolSize = 8 * 1024 * 1024;
// With several of these in it, no chunk of a deduplicating program comes twice.
const serialEvery = 4096;
const words = 5000;

/** Cheap file content of several kinds that deduplication gains nothing from: pools of content with serial numbers. */
export class Content {
  readonly #stream: Keystream;
  readonly #pools: Readonly<Record<Exclude<ContentKind, "random">, Buffer>>;
  #serial = 0;

  constructor(stream: Keystream) {
    this.#stream = stream;
    const vocabulary = Array.from({ length: words }, () => word(stream));
    this.#pools = {
      text: pool(() => sentence(stream, vocabulary)),
      json: pool(() => record(stream, vocabulary)),
      binary: pool(() => machineWords(stream)),
    };
  }

  /** Fills a buffer with the next bytes of a kind. */
  fill(kind: ContentKind, into: Buffer): void {
    if (kind === "random") return this.#stream.fill(into);
    const source = this.#pools[kind];
    let from = this.#stream.below(poolSize);
    for (let done = 0; done < into.length; from = 0) done += source.copy(into, done, from);
    for (let at = 0; at + 10 <= into.length; at += serialEvery) {
      into.write(String(this.#serial++).padStart(10, "0"), at, "latin1");
    }
  }
}

function pool(next: () => string): Buffer {
  const bytes = Buffer.alloc(poolSize);
  for (let filled = 0; filled < poolSize;) filled += bytes.write(next(), filled, "latin1");
  return bytes;
}

function word(stream: Keystream): string {
  const letters = Array.from({ length: 2 + stream.below(9) }, () => 97 + stream.below(26));
  return String.fromCharCode(...letters);
}

/** Frequent words come first in the vocabulary, as in Zipf's law. */
function pick(stream: Keystream, vocabulary: readonly string[]): string {
  return vocabulary[Math.floor(vocabulary.length ** stream.fraction()) - 1] ?? "";
}

function sentence(stream: Keystream, vocabulary: readonly string[]): string {
  const chosen = Array.from({ length: 4 + stream.below(16) }, () => pick(stream, vocabulary));
  return `${chosen.join(" ")}.\n`;
}

function record(stream: Keystream, vocabulary: readonly string[]): string {
  const value = {
    id: stream.below(2 ** 32),
    host: `${pick(stream, vocabulary)}-${stream.below(100)}`,
    message: Array.from({ length: 6 }, () => pick(stream, vocabulary)).join(" "),
    value: stream.fraction(),
  };
  return `${JSON.stringify(value)}\n`;
}

/** Instructions and tables: a few frequent bytes, small integers, some noise. */
function machineWords(stream: Keystream): string {
  const bytes = [72, 139, stream.below(8) * 8, stream.below(256), stream.below(256), 0, 0, stream.below(4)];
  return String.fromCharCode(...bytes, stream.below(256), stream.below(16), 0, 0);
}
