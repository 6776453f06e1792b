import { describe, expect, test } from "vitest";
import {
  conformanceCases,
  connectContext,
  type Harness,
  memoryLocation,
  testConformance,
  type TestRunner,
} from "@holdfast/conformance";

let directories = 0;
const harness: Harness = {
  plugin: memoryLocation(),
  address: () => ({ location: `memory:///place-${++directories}`, type: "MEMORY", options: {} }),
  context: connectContext,
};

type Declared = Parameters<TestRunner["test"]>;

function declaredFor(given: Harness): readonly Declared[] {
  const declared: Declared[] = [];
  testConformance({ test: (...each) => declared.push(each) }, given);
  return declared;
}

describe("the memory location with few hooks", () => {
  testConformance({ test }, harness);
});

test("each case is one test that has more time than the case itself", () => {
  const declared = declaredFor(harness);
  expect(declared.map(([title]) => title)).toEqual(conformanceCases.map(({ title }) => title));
  for (const [, { timeout, tags }] of declared) {
    expect(timeout).toBeGreaterThan(60_000);
    expect(tags).toEqual([]);
  }
});

test("a harness with volumesBytes has a slow test more", () => {
  const slow = declaredFor({ ...harness, volumesBytes: 1 }).filter(([, { tags }]) => tags.includes("slow"));
  expect(slow.map(([title]) => title)).toEqual([expect.stringMatching(/: 5 GiB$/)]);
});

test("a case that does not apply is skipped with its reason", async () => {
  const suspended = declaredFor(harness).find(([title]) => title.includes("timeout after connectMs"));
  const reasons: string[] = [];
  await suspended?.[2]({ skip: (reason) => reasons.push(reason) });
  expect(reasons).toEqual(["the harness has no suspend"]);
});
