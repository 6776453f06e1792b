import { expect, test } from "vitest";
import { phasesOf, planOf, progressIn } from "../../src/job/phases.ts";

test.each(["backup", "restore"] as const)("the phases of a %s make up 100 per cent", (kind) => {
  const phases = phasesOf(kind);
  expect(phases.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  expect(new Set(phases.map(({ phase }) => phase)).size).toBe(phases.length);
  expect(phases.filter(({ movesSource }) => movesSource)).toHaveLength(1);
  expect(phases.at(-1)).toMatchObject({ last: true, irrevocable: true });
  expect(progressIn(kind, "preparing", 0)).toBe(0);
});

test("a phase begins where the one before ends", () => {
  for (const kind of ["backup", "restore"] as const) {
    const phases = phasesOf(kind);
    for (const [index, { phase }] of phases.entries()) {
      const next = phases[index + 1];
      const end = progressIn(kind, phase, 1);
      expect(end).toBe(next === undefined ? 100 : progressIn(kind, next.phase, 0));
    }
  }
});

test("a kind of job has no phase of the other kind", () => {
  expect(planOf("backup", "swapping")).toBeUndefined();
  expect(planOf("restore", "committing")).toBeUndefined();
  expect(planOf("restore", undefined)).toBeUndefined();
});
