import type { Capabilities } from "@holdfast/contract";
import type { Place } from "./place.ts";

/** One rule of the location contract, as something that can be run against a plugin. */
export interface ConformanceCase {
  /** Stable short name, such as `put-replaces`; also the name of the file it stands in. */
  readonly name: string;
  /** The rule, as a sentence. */
  readonly title: string;
  /** Capabilities that the session must have for the rule to apply; those that count must be above 1. */
  readonly needs: readonly (keyof Capabilities)[];
  /** Set when the case moves much data or many files, so that a runner can leave it out. */
  readonly slow?: true;
  /** @throws ConformanceFailure naming the broken rule; NotApplicable when the harness lacks a hook */
  run(place: Place): Promise<void> | void;
}
