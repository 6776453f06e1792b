import { expect, test } from "vitest";
import { defaultGeometry } from "../../src/pipeline/geometry.ts";
import { allocatePipelineMemory, sharedState } from "../../src/pipeline/pipeline-memory.ts";
import { ReaderSigns, startingGroup } from "../../src/pipeline/reader-signs.ts";
import { PipelineStopped } from "../../src/pipeline/shared-state.ts";

test("a process group is seen before it has a number", () => {
  const signs = new ReaderSigns(allocatePipelineMemory(defaultGeometry));
  signs.starting();
  expect(signs.view().processGroup).toBe(startingGroup);
});

test("none is started once the pipeline has stopped", () => {
  const memory = allocatePipelineMemory(defaultGeometry);
  const signs = new ReaderSigns(memory);
  sharedState(memory).stop();
  expect(() => signs.starting()).toThrow(PipelineStopped);
  expect(signs.view().processGroup).toBe(0);
});
