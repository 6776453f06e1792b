import { setTimeout as sleep } from "node:timers/promises";
import type { Difference } from "../archive/difference.ts";
import type { IndexEntry } from "../archive/entry.ts";
import type { ManifestPart } from "../manifest/manifest.ts";
import type { TreePart } from "../parts/tree-part.ts";
import type { ComparingTask, FoundDifferences } from "../pipeline/comparing-worker.ts";
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

const batchSize = 1000;
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
  const worker = new TaskWorker<ComparingTask, FoundDifferences>("comparing-worker", part);
  let entries = 0;
  let differences = 0;
  const examples: Difference[] = [];
  const ask = async (task: ComparingTask): Promise<void> => {
    const found = await worker.run(task);
    differences += found.count;
    examples.push(...found.examples.slice(0, mostExamples - examples.length));
  };
  let batch: IndexEntry[] = [];
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    for (let start = 0; start < batch.length; start += batchSize) {
      const some = batch.slice(start, start + batchSize);
      await ask({ kind: "entries", entries: some });
      entries += some.length;
      compared(some.length);
    }
    batch = [];
  };
  const end = (): void => void endWorker(worker);
  signal.addEventListener("abort", end, { once: true });
  try {
    const entry = (each: IndexEntry): void => void batch.push(each);
    await reader.readIndex(stored, volumes, { entry, frame: () => undefined, pause: flush });
    await flush();
    await ask({ kind: "additional" });
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
async function endWorker(worker: TaskWorker<ComparingTask, FoundDifferences>): Promise<void> {
  await Promise.race([worker.close(), sleep(workerEndMs, undefined, { ref: false })]);
}
