import { workerData } from "node:worker_threads";
import type { ExtractSummary } from "../archive/extraction.ts";
import { serveTasks } from "./task-server.ts";
import type { StreamWriting, WritingOptions } from "./stream-writing.ts";
import { StreamFile } from "./stream-file.ts";
import { TreeWriting } from "./tree-writing.ts";

/** What a writing worker can be asked to do. */
export type WritingTask =
  | { kind: "write"; bytes: Uint8Array }
  /** `partial`: the stream was a selection of whole members, without the archive's end. */
  | { kind: "end"; partial: boolean }
  | { kind: "abandon" };

/** `end` answers with the summary. */
export type WritingResult = "done" | ExtractSummary;

const options = workerData as WritingOptions;
// Made by the first task, which then has the answer when the target cannot be used.
let started: StreamWriting | undefined;
const start = (): StreamWriting =>
  options.content === "tar" ? new TreeWriting(options) : new StreamFile(options);

serveTasks<WritingTask, WritingResult>((task) => {
  if (task.kind === "abandon") {
    started?.abandon();
    return "done";
  }
  started ??= start();
  if (task.kind === "end") return started.end(task.partial);
  started.write(task.bytes);
  return "done";
});
