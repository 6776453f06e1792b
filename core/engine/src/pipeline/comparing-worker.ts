import { workerData } from "node:worker_threads";
import type { Difference } from "../archive/difference.ts";
import { TreeComparison } from "../archive/tree-comparison.ts";
import type { TreePart } from "../parts/tree-part.ts";
import { IndexParser } from "./index-parser.ts";
import { serveTasks } from "./task-server.ts";

/** What a comparing worker can be asked to do: the index in its order, then its end. */
export type ComparingTask =
  | { kind: "index"; bytes: Uint8Array }
  /** Also looks for what none of the entries stood for. */
  | { kind: "end" };

/** What has come of a task. */
export interface ComparingResult {
  /** Entries that were compared. */
  readonly entries: number;
  readonly differences: number;
  /** The first of them. */
  readonly examples: readonly Difference[];
}

const mostExamples = 20;

const part = workerData as TreePart;
const comparison = new TreeComparison();
let entries = 0;
let differences = 0;
let examples: Difference[] = [];

const index = new IndexParser({
  entry: (entry) => {
    entries++;
    const difference = comparison.compare(entry);
    if (difference !== undefined) count(difference);
  },
  frame: () => undefined,
});

function count(difference: Difference): void {
  differences++;
  if (examples.length < mostExamples) examples.push(difference);
}

serveTasks<ComparingTask, ComparingResult>((task) => {
  entries = 0;
  differences = 0;
  examples = [];
  if (task.kind === "index") {
    index.push(task.bytes);
  } else {
    index.end();
    for (const difference of comparison.additional(part)) count(difference);
  }
  return { entries, differences, examples };
});
