import { readFileSync } from "node:fs";
import type { SliceSink } from "../archive/slice-sink.ts";
import { archiveTree } from "../archive/tree-archiver.ts";
import { measureTree } from "../parts/measure.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { RecordWriter } from "./reader-wire.ts";
import { workerFailure } from "./worker-failure.ts";

/** What a reading process gets on its standard input, as JSON. */
export interface ReadingOrder {
  readonly task: "measure" | "read";
  readonly part: TreePart;
}

const stdin = 0;
const stdout = 1;
const bufferSize = 256 * 1024;

/** Sends what an archiver writes as records. */
class RecordSink implements SliceSink {
  readonly #records: RecordWriter;
  readonly #buffer = new Uint8Array(bufferSize);
  #filled = 0;
  #position = 0;

  constructor(records: RecordWriter) {
    this.#records = records;
  }

  get position(): number {
    return this.#position;
  }

  room(): Uint8Array {
    return this.#buffer.subarray(this.#filled);
  }

  commit(length: number): void {
    this.#filled += length;
    this.#position += length;
    if (this.#filled === bufferSize) this.flush();
  }

  flush(): void {
    if (this.#filled > 0) this.#records.data(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }
}

function perform({ task, part }: ReadingOrder, records: RecordWriter): void {
  const never = (): boolean => false;
  const touching = (path: string): void => records.note({ kind: "touching", path });
  if (task === "measure") {
    records.note({ kind: "measured", bytes: measureTree(part, touching, never).bytes });
    return;
  }
  const sink = new RecordSink(records);
  archiveTree(part, sink, {
    entry: (entry) => {
      sink.flush();
      records.note({ kind: "entry", entry });
    },
    touching,
    cancelled: never,
  });
  sink.flush();
}

const records = new RecordWriter(stdout);
try {
  perform(JSON.parse(readFileSync(stdin, "utf8")) as ReadingOrder, records);
  records.note({ kind: "end" });
} catch (error) {
  records.note(workerFailure(error));
}
