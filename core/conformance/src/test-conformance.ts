import { conformanceCases } from "./cases/index.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { ConformanceFailure } from "./conformance-failure.ts";
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
 * Declares a test for each case; one that does not apply is skipped with its reason, or
 * passes when the harness expects that (`inapplicable`). Where the harness has `volumesBytes`, one more test, tagged `slow`,
 * moves 5 GiB.
 */
export function testConformance({ test }: TestRunner, harness: Harness): void {
  const { inapplicable } = harness;
  const declare = (title: string, each: ConformanceCase, given: Harness, tags: string[]): void => {
    const isExpected = inapplicable?.includes(each.name) ?? false;
    const name = isExpected ? `does not apply: ${title}` : title;
    test(name, { timeout: limitOf(each) + connectingMs, tags }, async (context) => {
      const { notApplicable } = await runCase(each, given);
      if ((notApplicable !== undefined) === isExpected) return;
      if (notApplicable === undefined) throw new ConformanceFailure(`${each.name} applies`);
      if (inapplicable !== undefined)
        throw new ConformanceFailure(`${each.name} does not apply: ${notApplicable}`);
      context.skip(notApplicable);
    });
  };
  for (const each of conformanceCases) {
    declare(each.title, each, harness, []);
    if (each.name !== "many-volumes" || harness.volumesBytes === undefined) continue;
    declare(`${each.title}: 5 GiB`, each, { ...harness, volumesBytes: manyBytes }, ["slow"]);
  }
}
