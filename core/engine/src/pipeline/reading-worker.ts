import { parentPort, workerData } from "node:worker_threads";
import { measureTree } from "../parts/measure.ts";
import { touchesNetwork } from "../parts/network-mounts.ts";
import { ReadingCancelled } from "../parts/reading-cancelled.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { PartReading, type ReadablePart } from "./part-reading.ts";
import { PartStreams } from "./part-streams.ts";
import type { PartSummary } from "./part-summary.ts";
import { type PipelineMemory, sharedState } from "./pipeline-memory.ts";
import { measureInProcess } from "./process-reading.ts";
import { ReaderSigns } from "./reader-signs.ts";
import { PipelineStopped } from "./shared-state.ts";
import { SliceRing } from "./slice-ring.ts";
import { type WorkerFailure, workerFailure } from "./worker-failure.ts";

/** What the reading worker can be asked for, one at a time. */
export type ReadingRequest =
  | { kind: "measure"; part: TreePart }
  | { kind: "read"; part: ReadablePart; ordinal: number };

/** What the reading worker posts. */
export type ReadingMessage =
  | { kind: "measured"; bytes: number }
  | { kind: "read"; ordinal: number; summary: PartSummary }
  | WorkerFailure;

const memory = workerData as PipelineMemory;
const ring = new SliceRing(memory);
const signs = new ReaderSigns(memory);
const state = sharedState(memory);
const post = (message: ReadingMessage): void => parentPort?.postMessage(message);
let sequence = 0;

async function measure(part: TreePart): Promise<number> {
  const touching = (path: string): void => signs.touch(path);
  const started = (group: number): void => signs.follow(group);
  if (!touchesNetwork(part)) return measureTree(part, touching, () => state.stopped).bytes;
  signs.starting();
  const bytes = await measureInProcess(part, { started, touching });
  signs.follow(0);
  return bytes;
}

async function read(part: ReadablePart, ordinal: number): Promise<void> {
  const streams = new PartStreams(memory, ring, ordinal, sequence);
  const reading = new PartReading(streams, signs, state);
  await reading.read(part);
  const summary = reading.summary();
  sequence = streams.finish();
  post({ kind: "read", ordinal, summary });
}

async function perform(request: ReadingRequest): Promise<void> {
  try {
    if (request.kind === "measure") post({ kind: "measured", bytes: await measure(request.part) });
    else await read(request.part, request.ordinal);
  } catch (error) {
    if (!(error instanceof PipelineStopped || error instanceof ReadingCancelled)) post(workerFailure(error));
  }
}

parentPort?.on("message", (request: ReadingRequest) => void perform(request));
