import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { IndexEntry } from "../archive/entry.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { type ReaderNote, RecordReader } from "./reader-wire.ts";
import type { ReadingOrder } from "./reading-process.ts";
import { errorOf } from "./worker-failure.ts";
import { siblingFile } from "./worker-thread.ts";

/** Who takes what a reading process sends. */
export interface ProcessReader {
  /** The process is there; its number is that of its group, too. 0 when it could not be started. */
  readonly started: (processGroup: number) => void;
  readonly data: (bytes: Uint8Array) => void;
  readonly entry: (entry: IndexEntry) => void;
  readonly touching: (path: string) => void;
}

/**
 * Reads a part in a process of its own: a thread that a dead file server blocks
 * can be neither ended nor left behind, a process can.
 *
 * @throws HoldfastError what the process failed with, or that it died
 */
export async function readInProcess(part: TreePart, reader: ProcessReader): Promise<void> {
  await follow({ task: "read", part }, reader);
}

/** Bytes in the part's files, as {@link readInProcess} would find them. */
export async function measureInProcess(
  part: TreePart,
  reader: Pick<ProcessReader, "started" | "touching">,
): Promise<number> {
  const silent = { data: () => undefined, entry: () => undefined };
  const last = await follow({ task: "measure", part }, { ...silent, ...reader });
  return last?.kind === "measured" ? last.bytes : 0;
}

async function follow(order: ReadingOrder, reader: ProcessReader): Promise<ReaderNote | undefined> {
  const child = start(order);
  reader.started(child.pid ?? 0);
  let measured: ReaderNote | undefined;
  let ended = false;
  const records = new RecordReader(reader.data, (note) => {
    switch (note.kind) {
      case "entry":
        return reader.entry(note.entry);
      case "touching":
        return reader.touching(note.path);
      case "measured":
        measured = note;
        return;
      case "end":
        ended = true;
        return;
      case "failed":
        throw errorOf(note);
    }
  });
  for await (const chunk of child.stdout) records.push(chunk as Buffer);
  if (!ended) throw failure("holdfast.pipeline.worker-died", "reading process", child.exitCode ?? -1);
  return measured;
}

function start(order: ReadingOrder): ChildProcessByStdio<Writable, Readable, null> {
  const file = fileURLToPath(siblingFile("reading-process"));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined).end(JSON.stringify(order));
  child.unref();
  return child;
}
