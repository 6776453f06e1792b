import type { TreeSpec } from "../trees/tree-spec.ts";

/** What the user chose. */
export interface ScenarioOptions {
  /** Where trees and backups go; a place that fits when left out. */
  readonly directory: string | undefined;
  readonly seed: string;
  readonly rounds: number;
  /** An earlier result of the scenario, to compare with. */
  readonly before: unknown;
  /** The location types that `locations` measures; all when left out. */
  readonly types: readonly string[] | undefined;
  /** For scenarios of one tree; the first that was chosen. */
  readonly tree: TreeSpec;
  /** For scenarios of several; absent when the user chose none. */
  readonly trees: readonly TreeSpec[] | undefined;
}

/** Measures something and prints it. @returns whether Holdfast keeps its promises */
export type Scenario = (options: ScenarioOptions) => Promise<boolean>;
