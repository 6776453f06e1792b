import type { ManifestPart } from "../manifest/manifest.ts";
import type { Sums } from "../manifest/sums.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { OpenPipeline } from "../pipeline/open-pipeline.ts";
import { PartWriter } from "../pipeline/part-writer.ts";
import type { WritingOptions } from "../pipeline/stream-writing.ts";
import type { JobRun } from "../state/job-run.ts";
import type { Location } from "../transfer/location.ts";
import { archiveGeometry } from "./archive-geometry.ts";
import { FrameReader } from "./frame-reader.ts";
import { readIndex } from "./index-reader.ts";
import { type OpenArchive, readSums } from "./open-archive.ts";
import { type PartVolumes, partVolumes, volumeNameIn } from "./part-volumes.ts";
import { readRanges } from "./range-reader.ts";
import { incompleteMessages, restoredMessages } from "./restore-messages.ts";
import type { RestoreRequest } from "./restore-request.ts";
import { requireAllFound, Selection } from "./selection.ts";
import { prepareTarget } from "./target-directory.ts";

interface SelectedPart {
  readonly part: ManifestPart;
  readonly volumes: PartVolumes;
  /** What is restored of it; all when left out. */
  readonly selection: Selection | undefined;
}

/** One restore into a directory on its way. */
export class RestoreRun {
  readonly #request: RestoreRequest;
  readonly #archive: OpenArchive;
  readonly #location: Location;
  readonly #geometry: PipelineGeometry;
  readonly #job: JobRun;

  constructor(
    request: RestoreRequest,
    archive: OpenArchive,
    location: Location,
    geometry: PipelineGeometry,
    job: JobRun,
  ) {
    this.#request = request;
    this.#archive = archive;
    this.#location = location;
    this.#geometry = geometry;
    this.#job = job;
  }

  async run(): Promise<void> {
    const sums = await readSums(this.#location, this.#archive);
    const parts = await this.#select(sums);
    this.#job.signal.throwIfAborted();
    const target = prepareTarget(this.#request.target);
    this.#job.enter("unpacking");
    const total = parts.reduce((sum, { part, selection }) => sum + (selection?.size ?? part.stream_size), 0);
    let done = 0;
    for (const selected of parts) {
      await this.#restorePart(selected, target, (bytes) => {
        done += bytes;
        this.#job.progress(done, total, done);
      });
    }
  }

  async #select(sums: Sums): Promise<readonly SelectedPart[]> {
    const { paths } = this.#request;
    const parts = this.#parts().map((part) => ({
      part,
      volumes: partVolumes(this.#location, this.#archive, sums, part),
      selection: paths === undefined ? undefined : new Selection(paths),
    }));
    if (paths === undefined) return parts;
    for (const { part, volumes, selection } of parts) {
      if (selection !== undefined) await this.#readIndex(part, volumes, selection);
    }
    requireAllFound(
      paths,
      parts.flatMap(({ selection }) => selection ?? []),
    );
    return parts.filter(({ selection }) => selection !== undefined && selection.size > 0);
  }

  #parts(): readonly ManifestPart[] {
    const { parts } = this.#archive.manifest.holdfast;
    const wanted = this.#request.parts;
    if (wanted === undefined) return parts;
    const unknown = wanted.filter((id) => !parts.some((part) => part.id === id));
    if (unknown.length > 0) {
      const known = parts.map((part) => part.id).join(", ");
      throw failure("holdfast.restore.unknown-part", unknown.join(", "), known);
    }
    return parts.filter((part) => wanted.includes(part.id));
  }

  async #readIndex(part: ManifestPart, volumes: PartVolumes, selection: Selection): Promise<void> {
    const read = (entry: Parameters<typeof readIndex>[2]["entry"]): Promise<void> =>
      this.#withPipeline(part, (pipeline) =>
        readIndex(pipeline, volumes.index, { entry, frame: (frame) => selection.frame(frame) }),
      );
    await read((entry) => selection.entry(entry));
    if (selection.incomplete) await read((entry) => selection.borrow(entry));
  }

  async #restorePart(
    { part, volumes, selection }: SelectedPart,
    target: string,
    progress: (bytes: number) => void,
  ): Promise<void> {
    const options: WritingOptions = {
      target,
      part: part.id,
      content: part.content,
      keepSpecialModes: this.#request.keepSpecialModes ?? false,
      borrowed: selection?.borrowed ?? new Map(),
    };
    const writer = new PartWriter(options);
    const write = async (bytes: Uint8Array): Promise<void> => {
      await writer.write(bytes);
      progress(bytes.length);
    };
    try {
      if (selection === undefined) await this.#readAll(part, volumes, write);
      else await this.#readSelected(part, selection, write);
      const report = await writer.end(selection !== undefined);
      for (const said of restoredMessages(part, report, target)) this.#job.say(said);
      for (const said of incompleteMessages(part)) this.#job.say(said);
    } finally {
      await writer.close();
    }
  }

  #readAll(
    part: ManifestPart,
    volumes: PartVolumes,
    write: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    return this.#withPipeline(part, async (pipeline) => {
      const size = await pipeline.read(volumes.data, write);
      if (size !== part.stream_size) {
        throw failure("holdfast.pipeline.stream-size-differs", part.id, size, part.stream_size);
      }
    });
  }

  #readSelected(
    part: ManifestPart,
    selection: Selection,
    write: (bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const { identity, directory } = this.#archive;
    const pathOf = (volume: number): string =>
      `${directory}/${volumeNameIn(this.#archive, part, part.content, volume)}`;
    return this.#withPipeline(part, (pipeline) => {
      const frames = new FrameReader(this.#location, pathOf, identity, pipeline);
      return readRanges(selection, frames, part.slice_size, write);
    });
  }

  async #withPipeline<T>(part: ManifestPart, work: (pipeline: OpenPipeline) => Promise<T>): Promise<T> {
    const pipeline = new OpenPipeline({
      geometry: archiveGeometry(this.#archive, part, this.#geometry),
      codec: this.#archive.manifest.holdfast.codec,
      identity: this.#archive.identity?.toText().reveal(),
    });
    try {
      return await work(pipeline);
    } finally {
      await pipeline.close();
    }
  }
}
