import { createBackupCore, commandPart, type PipelineGeometry } from "@holdfast/core";
import { expect, test } from "vitest";
import { checkGeometry, defaultGeometry } from "../../src/pipeline/geometry.ts";
import { thrownIds } from "../thrown-ids.ts";

const KiB = 1024;

test("the default sizes, and the least ones, can work", () => {
  checkGeometry(defaultGeometry);
  checkGeometry({ sliceSize: 4 * KiB, slots: 2, volumeSize: 8 * KiB, buffers: 2, workers: 1 });
});

test.each<Partial<PipelineGeometry>>([
  { sliceSize: 4095 },
  { sliceSize: 128 * KiB * KiB },
  { slots: 1 },
  { volumeSize: 2 * defaultGeometry.sliceSize - 1 },
  { volumeSize: 512 * KiB * KiB },
  { buffers: 1 },
  { workers: 0 },
  { workers: 1.5 },
  { slots: Number.NaN },
])("a core with %j is refused, which would hang or write what nobody reads", (pipeline) => {
  const make = (): unknown =>
    createBackupCore({
      system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
      stateDir: "/nowhere",
      parts: [commandPart({ id: "common", backup: ["true"] })],
      locations: [],
      settings: { pipeline },
    });
  expect(thrownIds(make)).toEqual(["holdfast.pipeline.bad-geometry"]);
});
