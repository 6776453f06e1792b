import type { ManifestPart } from "../manifest/manifest.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { OpenPipeline } from "../pipeline/open-pipeline.ts";
import { archiveGeometry } from "./archive-geometry.ts";
import type { PieceConsumer } from "./excerpt.ts";
import { type IndexHandler, readIndex } from "./index-reader.ts";
import type { OpenArchive } from "./open-archive.ts";
import type { PartVolumes } from "./part-volumes.ts";

/** Reads the streams of an archive's parts; to be closed. */
export class PartReader {
  readonly #archive: OpenArchive;
  readonly #geometry: PipelineGeometry;
  #open: { readonly sliceSize: number; readonly pipeline: OpenPipeline } | undefined;

  constructor(archive: OpenArchive, geometry: PipelineGeometry) {
    this.#archive = archive;
    this.#geometry = geometry;
  }

  /** Reads all of a part's data. @throws HoldfastError when it is not what the manifest says */
  async readAll(part: ManifestPart, volumes: PartVolumes, consume: PieceConsumer): Promise<void> {
    const pipeline = await this.pipelineFor(part);
    const size = await pipeline.read(volumes.data, consume);
    if (size !== part.stream_size) {
      throw failure("holdfast.pipeline.stream-size-differs", part.id, size, part.stream_size);
    }
  }

  /** Reads a part's index. @throws HoldfastError */
  async readIndex(part: ManifestPart, volumes: PartVolumes, handler: IndexHandler): Promise<void> {
    await readIndex(await this.pipelineFor(part), volumes.index, handler);
  }

  /** The pipeline for a part's volumes: the same one for all parts with slices of the same size. */
  async pipelineFor(part: ManifestPart): Promise<OpenPipeline> {
    if (this.#open?.sliceSize === part.slice_size) return this.#open.pipeline;
    await this.close();
    const pipeline = new OpenPipeline({
      geometry: archiveGeometry(this.#archive, part, this.#geometry),
      codec: this.#archive.manifest.holdfast.codec,
      identity: this.#archive.identity?.toText().reveal(),
    });
    this.#open = { sliceSize: part.slice_size, pipeline };
    return pipeline;
  }

  /** Ends the workers. What is being read fails. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.pipeline.close();
  }
}
