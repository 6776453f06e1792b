import type { TreeSpec } from "../trees/tree-spec.ts";

/** What the user chose. */
export interface ScenarioOptions {
  /** Where trees and backups go; a place that fits when left out. */
  readonly directory: string | undefined;
  readonly seed: string;
  readonly rounds: number;
  /** For scenarios of one tree. */
  readonly tree: TreeSpec;
}

/** Measures something and prints it. @returns whether Holdfast keeps its promises */
export type Scenario = (options: ScenarioOptions) => Promise<boolean>;
