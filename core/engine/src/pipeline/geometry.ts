import { availableParallelism } from "node:os";

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

/** 64 MiB of volumes, 8 MiB of slices, one codec worker per core up to four. */
export const defaultGeometry: PipelineGeometry = {
  sliceSize: MiB,
  slots: 8,
  volumeSize: 16 * MiB,
  buffers: 4,
  workers: Math.min(availableParallelism(), 4),
};
