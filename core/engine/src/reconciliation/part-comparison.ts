import { setTimeout as sleep } from "node:timers/promises";
import type { Difference } from "../archive/difference.ts";
import type { ManifestPart } from "../manifest/manifest.ts";
import type { TreePart } from "../parts/tree-part.ts";
import type { ComparingResult, ComparingTask } from "../pipeline/comparing-worker.ts";
import { TaskWorker } from "../pipeline/task-worker.ts";
import type { PartReader } from "../restore/part-reader.ts";
import type { PartVolumes } from "../restore/part-volumes.ts";

/** How a part of the appliance compares with the archive. */
export interface PartComparison {
  readonly part: string;
  readonly entries: number;
  readonly differences: number;
  /** The first differences. */
  readonly examples: readonly Difference[];
}

const mostExamples = 20;
const workerEndMs = 2000;

/**
 * Compares a tree of the appliance with a part's index, in a worker: a file system
 * may hold it up.
 *
 * @param compared called with the number of entries that have been compared since
 * @param signal ends it; it then rejects with the signal's reason
 */
export async function comparePart(
  part: TreePart,
  stored: ManifestPart,
  volumes: PartVolumes,
  reader: PartReader,
  compared: (entries: number) => void,
  signal: AbortSignal,
): Promise<PartComparison> {
  const worker = new TaskWorker<ComparingTask, ComparingResult>("comparing-worker", part);
  let entries = 0;
  let differences = 0;
  const examples: Difference[] = [];
  const ask = async (task: ComparingTask): Promise<void> => {
    const result = await worker.run(task);
    entries += result.entries;
    differences += result.differences;
    examples.push(...result.examples.slice(0, mostExamples - examples.length));
    compared(result.entries);
  };
  const end = (): void => void endWorker(worker);
  signal.addEventListener("abort", end, { once: true });
  try {
    const pipeline = await reader.pipelineFor(stored);
    await pipeline.read(volumes.index, (bytes) => ask({ kind: "index", bytes }));
    await ask({ kind: "end" });
    return { part: part.id, entries, differences, examples };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
    await endWorker(worker);
  }
}

/** A worker that a file system holds up is left behind. */
async function endWorker(worker: TaskWorker<ComparingTask, ComparingResult>): Promise<void> {
  await Promise.race([worker.close(), sleep(workerEndMs, undefined, { ref: false })]);
}
