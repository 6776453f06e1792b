import { workerData } from "node:worker_threads";
import type { ExtractSummary } from "../archive/extractor.ts";
import { serveTasks } from "./task-server.ts";
import { StreamFile } from "./stream-file.ts";
import { TreeWriting } from "./tree-writing.ts";

/** What a writing worker is started with. */
export interface WritingOptions {
  /** The directory that a restore goes to. */
  readonly target: string;
  readonly part: string;
  readonly content: "tar" | "stream";
  readonly keepSpecialModes: boolean;
  /** Members whose content goes to another name: what selected hard links need of members that are not selected. */
  readonly borrowed: ReadonlyMap<string, string>;
}

/** What a writing worker can be asked to do. */
export type WritingTask =
  | { kind: "write"; bytes: Uint8Array }
  /** `partial`: the stream was a selection of whole members, without the archive's end. */
  | { kind: "end"; partial: boolean };

/** `end` answers with the summary. */
export type WritingResult = "written" | ExtractSummary;

/** Takes a part's stream. */
export interface StreamWriting {
  write(bytes: Uint8Array): void;
  end(partial: boolean): ExtractSummary;
}

const options = workerData as WritingOptions;
const writing: StreamWriting = options.content === "tar" ? new TreeWriting(options) : new StreamFile(options);

serveTasks<WritingTask, WritingResult>((task) => {
  if (task.kind === "end") return writing.end(task.partial);
  writing.write(task.bytes);
  return "written";
});
