import { type IndexHandler, IndexParser } from "../pipeline/index-parser.ts";
import type { OpenPipeline, VolumeSource } from "../pipeline/open-pipeline.ts";

export type { IndexHandler } from "../pipeline/index-parser.ts";

/**
 * Reads a part's index line by line.
 *
 * @throws HoldfastError `holdfast.archive.invalid-index-line` for lines that are not an index's
 */
export async function readIndex(
  pipeline: OpenPipeline,
  volumes: readonly VolumeSource[],
  handler: IndexHandler,
): Promise<void> {
  const index = new IndexParser(handler);
  await pipeline.read(volumes, (slice) => Promise.resolve(index.push(slice)));
  index.end();
}
