import type { ManifestPart } from "../manifest/manifest.ts";
import type { Part } from "../parts/part.ts";
import type { PartSummary } from "../pipeline/part-summary.ts";
import type { SealPipeline } from "../pipeline/seal-pipeline.ts";
import type { SealedVolume } from "../pipeline/sealing-worker.ts";
import { dataStream } from "../pipeline/slice-ring.ts";
import { whileWatched } from "./source-watch.ts";

/** Stores one volume of the part. */
export type PartStore = (volume: SealedVolume, bytes: Uint8Array) => Promise<void>;

/** What a part's backup came to. */
export interface PartBackup {
  readonly manifest: ManifestPart;
  readonly summary: PartSummary;
}

/**
 * Backs up one part through the pipeline.
 *
 * @param progress called every now and then with the bytes of the part that have been read
 */
export async function backUpPart(
  pipeline: SealPipeline,
  part: Part,
  sliceSize: number,
  idleMs: number,
  store: PartStore,
  progress: (bytes: number) => void,
): Promise<PartBackup> {
  const data = { volumes: 0, size: 0 };
  const index = { volumes: 0, size: 0 };
  const read = (): Promise<PartSummary> =>
    pipeline.read(part, async (volume, bytes) => {
      await store(volume, bytes);
      const stream = volume.stream === dataStream ? data : index;
      stream.volumes++;
      stream.size += bytes.length;
    });
  const summary = await whileWatched(pipeline, part.id, idleMs, progress, read);
  const manifest: ManifestPart = {
    id: part.id,
    content: part.kind === "tree" ? "tar" : "stream",
    volumes: data.volumes,
    index_volumes: index.volumes,
    slice_size: sliceSize,
    stream_size: summary.streamSize,
    stored_size: data.size,
    index_stored_size: index.size,
    entries: summary.entries,
    problems: summary.problems,
  };
  return { manifest, summary };
}
