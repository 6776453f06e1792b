import type { MessagePort } from "node:worker_threads";
import type { IndexEntry } from "../archive/entry.ts";
import { archiveTree } from "../archive/tree-archiver.ts";
import type { CommandPart } from "../parts/command-part.ts";
import { startCommand } from "../parts/command-process.ts";
import { touchesNetwork } from "../parts/network-mounts.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { receiveChunks } from "./chunk-port.ts";
import type { PartStreams } from "./part-streams.ts";
import { SummaryCount, type PartSummary } from "./part-summary.ts";
import { readInProcess } from "./process-reading.ts";
import type { ReaderSigns } from "./reader-signs.ts";
import type { SharedState } from "./shared-state.ts";

/** Bytes that the main thread sends to the reader. */
export interface SentPart {
  readonly kind: "sent";
  readonly id: string;
  readonly chunks: MessagePort;
}

/** A part as the reading worker gets it. */
export type ReadablePart = TreePart | CommandPart | SentPart;

/** Reads a part's source into its streams. */
export class PartReading {
  readonly #streams: PartStreams;
  readonly #signs: ReaderSigns;
  readonly #state: SharedState;
  readonly #count = new SummaryCount();

  constructor(streams: PartStreams, signs: ReaderSigns, state: SharedState) {
    this.#streams = streams;
    this.#signs = signs;
    this.#state = state;
  }

  async read(part: ReadablePart): Promise<void> {
    switch (part.kind) {
      case "tree":
        return this.#readTree(part);
      case "command":
        return this.#readCommand(part);
      case "sent":
        return this.#readSent(part);
    }
  }

  /** What reading came to; also puts the summary's one entry of a stream into the index. */
  summary(): PartSummary {
    return this.#count.summary(this.#streams.data.position);
  }

  async #readTree(part: TreePart): Promise<void> {
    const entry = (found: IndexEntry): void => {
      this.#count.count(found);
      this.#streams.entry(found);
      this.#signs.read(this.#streams.data.position);
    };
    const touching = (path: string): void => {
      this.#signs.touch(path);
      this.#signs.read(this.#streams.data.position);
    };
    if (touchesNetwork(part)) {
      const data = (bytes: Uint8Array): void => this.#streams.write(bytes);
      this.#signs.starting();
      const started = (group: number): void => this.#signs.follow(group);
      await readInProcess(part, { started, data, entry, touching });
      this.#signs.follow(0);
      return;
    }
    const cancelled = (): boolean => this.#state.stopped;
    archiveTree(part, this.#streams.data, { entry, touching, cancelled });
  }

  async #readCommand(part: CommandPart): Promise<void> {
    // The program's name only: its arguments are nobody else's business.
    this.#signs.touch(part.backup[0] ?? "");
    this.#signs.starting();
    const { pid, stdout, ended } = startCommand(part);
    this.#signs.follow(pid ?? 0);
    await this.#readChunks(part.id, stdout);
    await ended;
    this.#signs.follow(0);
  }

  async #readSent(part: SentPart): Promise<void> {
    this.#signs.touch(part.id);
    await this.#readChunks(part.id, receiveChunks(part.id, part.chunks));
  }

  async #readChunks(id: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      this.#streams.write(chunk);
      this.#signs.read(this.#streams.data.position);
    }
    const size = this.#streams.data.position;
    const entry = { path: id, type: "stream", size, status: "ok", offset: 0, length: size } as const;
    this.#count.count(entry);
    this.#streams.entry(entry);
  }
}
