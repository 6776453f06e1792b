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

/** Cases that need a hook of the harness. */
const hooked = [
  "many-volumes",
  "wrong-credentials",
  "untrusted-peer",
  "impostor",
  "unreachable",
  "resolve",
  "full",
  "full-parallel",
  "read-only",
  "disconnect",
  "killed-put",
  "killed-get",
  "suspend",
  "suspend-put",
  "suspend-get",
  "suspend-connect",
  "suspend-abort",
  "hostile-endless-reply",
  "hostile-endless-listing",
  "hostile-strange-names",
  "hostile-short-file",
  "hostile-short-put",
];

describe("the memory location with few hooks", () => {
  testConformance({ test }, { ...harness, inapplicable: hooked });
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

describe("a harness that says which cases do not apply", () => {
  const skip = (): void => expect.unreachable("nothing is skipped");
  const outcome = async (inapplicable: readonly string[]): Promise<unknown> => {
    const declared = declaredFor({ ...harness, inapplicable });
    const suspended = declared.find(([title]) => title.includes("timeout after connectMs"));
    return suspended?.[2]({ skip });
  };

  test("passes where it is right", async () => {
    await expect(outcome(["suspend-connect"])).resolves.toBeUndefined();
  });

  test("fails for a case that it does not name", async () => {
    await expect(outcome([])).rejects.toThrow("suspend-connect does not apply: the harness has no suspend");
  });

  test("fails for a case that applies", async () => {
    const [first] = declaredFor({ ...harness, inapplicable: ["plugin-description"] });
    await expect(first?.[2]({ skip })).rejects.toThrow("plugin-description applies");
  });
});

test("a case that does not apply is skipped with its reason", async () => {
  const suspended = declaredFor(harness).find(([title]) => title.includes("timeout after connectMs"));
  const reasons: string[] = [];
  await suspended?.[2]({ skip: (reason) => reasons.push(reason) });
  expect(reasons).toEqual(["the harness has no suspend"]);
});
