import { conformanceCases } from "./cases/index.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import type { Harness } from "./harness.ts";
import { limitOf, runCase } from "./run-case.ts";

const connectingMs = 60_000;
const manyBytes = 5 * 2 ** 30;

/** How a test is declared; vitest's and node:test's `test` fit. */
export interface TestRunner {
  readonly test: (
    name: string,
    options: { timeout: number; tags: string[] },
    body: (context: { skip(reason: string): void }) => Promise<void>,
  ) => unknown;
}

/**
 * Declares a test for each case; one that does not apply is skipped with its
 * reason. Where the harness has `volumesBytes`, one more test, tagged `slow`,
 * moves 5 GiB.
 */
export function testConformance({ test }: TestRunner, harness: Harness): void {
  const declare = (title: string, each: ConformanceCase, given: Harness, tags: string[]): void => {
    test(title, { timeout: limitOf(each) + connectingMs, tags }, async (context) => {
      const { notApplicable } = await runCase(each, given);
      if (notApplicable !== undefined) context.skip(notApplicable);
    });
  };
  for (const each of conformanceCases) {
    declare(each.title, each, harness, []);
    if (each.name !== "many-volumes" || harness.volumesBytes === undefined) continue;
    declare(`${each.title}: 5 GiB`, each, { ...harness, volumesBytes: manyBytes }, ["slow"]);
  }
}
