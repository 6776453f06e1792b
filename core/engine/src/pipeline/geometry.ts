import { availableParallelism } from "node:os";
import { failure } from "../messages/holdfast-error.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** The sizes that decide what a job's pipeline holds in memory. */
export interface PipelineGeometry {
  /** Bytes of source per frame: the unit of compression and of partial restore. */
  readonly sliceSize: number;
  /** Slices between the reader and the codec workers. */
  readonly slots: number;
  /** Bytes of a stored volume, at most. */
  readonly volumeSize: number;
  /** Volume buffers: two being filled (a part's data and its index), the others on their way. */
  readonly buffers: number;
  /** Codec workers. */
  readonly workers: number;
}

/** 40 MiB of volumes, 8 MiB of slices, one codec worker per core up to four. */
export const defaultGeometry: PipelineGeometry = {
  sliceSize: MiB,
  slots: 8,
  volumeSize: 8 * MiB,
  buffers: 5,
  workers: Math.min(availableParallelism(), 4),
};

/**
 * Checks that a pipeline with these sizes can work, and that its archives can be read.
 *
 * @throws HoldfastError `holdfast.pipeline.bad-geometry`
 */
export function checkGeometry(geometry: PipelineGeometry): void {
  const { sliceSize } = geometry;
  // Twice, because what does not compress grows a little, and a frame lies in one volume.
  const leastVolume = 2 * sliceSize;
  // The reader moves on while an index slice takes its slot; data and index each fill a volume.
  const limits = {
    sliceSize: [4 * KiB, 64 * MiB],
    slots: [2, 1024],
    volumeSize: [leastVolume, 256 * MiB],
    buffers: [2, 1024],
    workers: [1, 64],
  } as const;
  for (const name of Object.keys(limits) as (keyof PipelineGeometry)[]) {
    const [least, most] = limits[name];
    const value = geometry[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw failure("holdfast.pipeline.bad-geometry", name, String(value), least, most);
    }
  }
}
