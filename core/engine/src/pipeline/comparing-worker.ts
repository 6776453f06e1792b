import { workerData } from "node:worker_threads";
import type { Difference } from "../archive/difference.ts";
import type { IndexEntry } from "../archive/entry.ts";
import { TreeComparison } from "../archive/tree-comparison.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { serveTasks } from "./task-server.ts";

/** What a comparing worker can be asked to do. */
export type ComparingTask =
  | { kind: "entries"; entries: readonly IndexEntry[] }
  /** Looks for what none of the entries stood for. */
  | { kind: "additional" };

/** Differences that a task has found: how many, and the first of them. */
export interface FoundDifferences {
  readonly count: number;
  readonly examples: readonly Difference[];
}

const mostExamples = 20;

const part = workerData as TreePart;
const comparison = new TreeComparison();

serveTasks<ComparingTask, FoundDifferences>((task) => {
  return task.kind === "entries"
    ? collected(task.entries.map((entry) => comparison.compare(entry)))
    : collected(comparison.additional(part, () => undefined));
});

function collected(differences: Iterable<Difference | undefined>): FoundDifferences {
  let count = 0;
  const examples: Difference[] = [];
  for (const difference of differences) {
    if (difference === undefined) continue;
    count++;
    if (examples.length < mostExamples) examples.push(difference);
  }
  return { count, examples };
}
