import type { ManifestPart } from "../manifest/manifest.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { OpenPipeline } from "../pipeline/open-pipeline.ts";
import { archiveGeometry } from "./archive-geometry.ts";
import type { PieceConsumer } from "./excerpt.ts";
import { type IndexHandler, readIndex } from "./index-reader.ts";
import type { OpenArchive } from "./open-archive.ts";
import type { PartVolumes } from "./part-volumes.ts";

/** Reads the streams of an archive's parts, with a pipeline of its own each time. */
export class PartReader {
  readonly #archive: OpenArchive;
  readonly #geometry: PipelineGeometry;

  constructor(archive: OpenArchive, geometry: PipelineGeometry) {
    this.#archive = archive;
    this.#geometry = geometry;
  }

  /** Reads all of a part's data. @throws HoldfastError when it is not what the manifest says */
  readAll(part: ManifestPart, volumes: PartVolumes, consume: PieceConsumer): Promise<void> {
    return this.withPipeline(part, async (pipeline) => {
      const size = await pipeline.read(volumes.data, consume);
      if (size !== part.stream_size) {
        throw failure("holdfast.pipeline.stream-size-differs", part.id, size, part.stream_size);
      }
    });
  }

  /** Reads a part's index. @throws HoldfastError */
  readIndex(part: ManifestPart, volumes: PartVolumes, handler: IndexHandler): Promise<void> {
    return this.withPipeline(part, (pipeline) => readIndex(pipeline, volumes.index, handler));
  }

  /** Has a pipeline for a part's volumes as long as the work takes. */
  async withPipeline<T>(part: ManifestPart, work: (pipeline: OpenPipeline) => Promise<T>): Promise<T> {
    const { codec } = this.#archive.manifest.holdfast;
    const pipeline = new OpenPipeline({
      geometry: archiveGeometry(this.#archive, part, this.#geometry),
      codec,
      identity: this.#archive.identity?.toText().reveal(),
    });
    try {
      return await work(pipeline);
    } finally {
      await pipeline.close();
    }
  }
}
