import { describe, expect, test } from "vitest";
import { ConformanceFailure, conformanceCases, mutants, runCase } from "@holdfast/conformance";

describe.each(conformanceCases)("$name", (each) => {
  const wrong = mutants.filter((mutant) => mutant.breaks === each.name);

  test("has a mutant", () => {
    expect(wrong).not.toEqual([]);
  });

  test.each(wrong)("fails a plugin that $flaw", async (mutant) => {
    await expect(runCase(each, mutant.mutated())).rejects.toBeInstanceOf(ConformanceFailure);
  });

  test.each(wrong)("passes the same plugin without the flaw ($flaw)", async (mutant) => {
    expect(await runCase(each, mutant.sound())).toEqual({});
  });
});

test("every mutant breaks a case that exists", () => {
  const names = conformanceCases.map((each) => each.name);
  for (const mutant of mutants) expect(names).toContain(mutant.breaks);
});
