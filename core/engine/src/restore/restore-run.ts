import type { ManifestPart } from "../manifest/manifest.ts";
import type { Sums } from "../manifest/sums.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import type { WritingOptions } from "../pipeline/stream-writing.ts";
import type { JobRun } from "../state/job-run.ts";
import type { Location } from "../transfer/location.ts";
import { chosenParts } from "./chosen-parts.ts";
import { Excerpt, type PieceConsumer } from "./excerpt.ts";
import { FrameReader } from "./frame-reader.ts";
import { type OpenArchive, readSums } from "./open-archive.ts";
import { PartReader } from "./part-reader.ts";
import { type PartVolumes, partVolumes, volumeNameIn } from "./part-volumes.ts";
import { incompleteMessages, restoredMessages } from "./restore-messages.ts";
import type { RestoreRequest } from "./restore-request.ts";
import { requireAllFound, type Selection } from "./selection.ts";
import { prepareTarget } from "./target-directory.ts";
import { writePart } from "./write-part.ts";

interface SelectedPart {
  readonly part: ManifestPart;
  readonly volumes: PartVolumes;
  /** All is restored when it is left out. */
  readonly excerpt: Excerpt | undefined;
}

/** One restore into a directory on its way. */
export class RestoreRun {
  readonly #request: RestoreRequest;
  readonly #archive: OpenArchive;
  readonly #location: Location;
  readonly #reader: PartReader;
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
    this.#reader = new PartReader(archive, geometry);
    this.#job = job;
  }

  async run(): Promise<void> {
    try {
      await this.#restore();
    } finally {
      await this.#reader.close();
    }
  }

  async #restore(): Promise<void> {
    const sums = await readSums(this.#location, this.#archive);
    const parts = await this.#select(sums);
    this.#job.signal.throwIfAborted();
    const target = prepareTarget(this.#request.target);
    this.#job.enter("unpacking");
    const total = parts.reduce(
      (sum, { part, excerpt }) => sum + (excerpt?.selection.size ?? part.stream_size),
      0,
    );
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
    const parts: SelectedPart[] = [];
    const selections: Selection[] = [];
    for (const part of chosenParts(this.#archive.manifest, this.#request.parts)) {
      const volumes = partVolumes(this.#location, this.#archive, sums, part);
      const excerpt = paths === undefined ? undefined : await this.#find(part, volumes, paths);
      if (excerpt !== undefined) selections.push(excerpt.selection);
      if (excerpt?.selection.found.size !== 0) parts.push({ part, volumes, excerpt });
    }
    if (paths !== undefined) requireAllFound(paths, selections);
    return parts;
  }

  async #find(part: ManifestPart, volumes: PartVolumes, paths: readonly string[]): Promise<Excerpt> {
    const { volume_size } = this.#archive.manifest.holdfast;
    return Excerpt.find(await this.#reader.pipelineFor(part), part, volume_size, volumes, paths);
  }

  async #restorePart(
    { part, volumes, excerpt }: SelectedPart,
    target: string,
    progress: (bytes: number) => void,
  ): Promise<void> {
    const options: WritingOptions = {
      target,
      part: part.id,
      content: part.content,
      keepSpecialModes: this.#request.keepSpecialModes ?? false,
      borrowed: excerpt?.selection.borrowed ?? new Map(),
    };
    const report = await writePart(options, excerpt !== undefined, async (writeBytes) => {
      const write: PieceConsumer = async (bytes) => {
        await writeBytes(bytes);
        progress(bytes.length);
      };
      if (excerpt === undefined) await this.#reader.readAll(part, volumes, write);
      else await this.#readExcerpt(part, volumes, excerpt, write);
    });
    for (const said of restoredMessages(part, report, target)) this.#job.say(said);
    for (const said of incompleteMessages(part)) this.#job.say(said);
  }

  async #readExcerpt(
    part: ManifestPart,
    volumes: PartVolumes,
    excerpt: Excerpt,
    write: PieceConsumer,
  ): Promise<void> {
    const { identity, directory } = this.#archive;
    const { readFromOffset } = await this.#location.capabilities();
    const pathOf = (volume: number): string =>
      `${directory}/${volumeNameIn(this.#archive, part, part.content, volume)}`;
    const pipeline = await this.#reader.pipelineFor(part);
    const frames =
      identity !== undefined && readFromOffset
        ? new FrameReader(this.#location, part.id, pathOf, identity, pipeline)
        : undefined;
    await excerpt.read(pipeline, volumes, frames, write);
  }
}
