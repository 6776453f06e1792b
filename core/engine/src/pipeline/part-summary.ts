import type { IndexEntry } from "../archive/entry.ts";

/** What reading a part came to. */
export interface PartSummary {
  /** Bytes of the uncompressed stream. */
  readonly streamSize: number;
  readonly entries: number;
  /** Bytes of file content among the entries. */
  readonly bytes: number;
  /** Entries by status, those that are `ok` left out. */
  readonly problems: Readonly<Record<string, number>>;
  /** The first entries that are not `ok`, for messages. */
  readonly examples: readonly ProblemExample[];
}

/** One entry that could not be kept as it was. */
export interface ProblemExample {
  readonly path: string;
  readonly status: string;
  readonly reason: string;
}

const mostExamples = 20;

/** Counts entries on their way into the index. */
export class SummaryCount {
  #entries = 0;
  #bytes = 0;
  readonly #problems = new Map<string, number>();
  readonly #examples: ProblemExample[] = [];

  count(entry: IndexEntry): void {
    this.#entries++;
    if (entry.type === "file") this.#bytes += entry.size;
    if (entry.status === "ok") return;
    this.#problems.set(entry.status, (this.#problems.get(entry.status) ?? 0) + 1);
    if (this.#examples.length < mostExamples) {
      const path = entry.path ?? Buffer.from(entry.path_base64 ?? "", "base64").toString("latin1");
      this.#examples.push({ path, status: entry.status, reason: entry.reason ?? "" });
    }
  }

  summary(streamSize: number): PartSummary {
    return {
      streamSize,
      entries: this.#entries,
      bytes: this.#bytes,
      problems: Object.fromEntries(this.#problems),
      examples: this.#examples,
    };
  }
}
