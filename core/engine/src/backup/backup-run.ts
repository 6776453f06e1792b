import { systemDirectory } from "../catalog/archive-path.ts";
import { sweepUnfinished } from "../catalog/sweep.ts";
import { stampOf } from "../job/job-id.ts";
import { formatArchiveName, stampTime } from "../manifest/archive-name.ts";
import { formatVersion, type Manifest, manifestName, type ManifestPart } from "../manifest/manifest.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import { message } from "../messages/catalogue.ts";
import { failure, isHoldfastError } from "../messages/holdfast-error.ts";
import { withoutOwnFiles } from "../parts/own-files.ts";
import type { Part } from "../parts/part.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { SealPipeline } from "../pipeline/seal-pipeline.ts";
import { generateIdentity, type Identity } from "../seal/age/identity.ts";
import type { JobRun } from "../state/job-run.ts";
import type { SystemIdentity } from "../state/system-identity.ts";
import type { UnfinishedArchive, UnfinishedArchives } from "../state/unfinished-archives.ts";
import type { Location } from "../transfer/location.ts";
import { highestSequence } from "./archive-place.ts";
import type { BackupPlan } from "./backup-request.ts";
import { commitManifest, storeHmac, storeSmall, storeSums } from "./commit.ts";
import { type KeySlotFile, makeKeySlots } from "./key-slot-files.ts";
import { backUpPart } from "./part-backup.ts";
import { problemMessages } from "./problem-messages.ts";
import { ReadBack } from "./read-back.ts";
import { whileWatched } from "./source-watch.ts";
import { VolumeStore } from "./volume-store.ts";

/** What backups work with, beside their plans. */
export interface BackupSurroundings {
  readonly system: SystemInfo;
  readonly stateDir: string;
  readonly identity: SystemIdentity;
  readonly unfinished: UnfinishedArchives;
  /** Names of directories with what restores have replaced. */
  readonly replaced: readonly string[];
  readonly geometry: PipelineGeometry;
  /** Milliseconds that a source may go without a sign of life, where its part says nothing else. */
  readonly sourceIdleMs: number;
}

/** One backup on its way: the steps from an empty directory to an archive with a manifest. */
export class BackupRun {
  readonly #plan: BackupPlan;
  readonly #around: BackupSurroundings;
  readonly #location: Location;
  readonly #job: JobRun;
  readonly #name: string;
  readonly #directory: string;
  readonly #key: Identity | undefined;
  readonly #parts: readonly Part[];

  constructor(plan: BackupPlan, around: BackupSurroundings, location: Location, job: JobRun) {
    this.#plan = plan;
    this.#around = around;
    this.#location = location;
    this.#job = job;
    const { product, name, version } = around.system;
    this.#name = formatArchiveName({
      trigger: plan.trigger === "SCHEDULED" ? "S" : "M",
      version,
      stamp: stampOf(job.status.id),
      comment: plan.comment,
    });
    this.#directory = `${systemDirectory(product, name)}/${this.#name}`;
    const sealed = plan.password !== undefined || plan.recipients.length > 0;
    this.#key = sealed ? generateIdentity() : undefined;
    this.#parts = plan.parts.map((part) =>
      withoutOwnFiles(part, around.stateDir, [this.#name, ...around.replaced]),
    );
  }

  /** The archive's name. */
  get archive(): string {
    return this.#name;
  }

  /** The directory that is being filled, as the journal knows it. */
  get unfinished(): UnfinishedArchive {
    return { jobId: this.#job.status.id, address: this.#plan.target.address, directory: this.#directory };
  }

  /** Makes the archive. Rejects when there will be none. */
  async run(): Promise<void> {
    const { system, identity, unfinished } = this.#around;
    await this.#sweep();
    const say = this.#job.say.bind(this.#job);
    const highest = await highestSequence(this.#location, system, identity.id, this.#plan.adopt, say);
    const sequence = identity.nextSequence(highest);
    const { read } = await this.#location.capabilities();
    if (this.#key === undefined) this.#job.say(message("holdfast.backup.not-sealed"));
    if (!read) this.#job.say(message("holdfast.backup.not-readable"));
    else await this.#refuseExisting();

    const pipeline = this.#startPipeline();
    let readBack: ReadBack | undefined;
    try {
      // Before anything is sealed: wrapping the identity for a password takes 128 MiB.
      const [slots, total] = await Promise.all([this.#makeKeySlots(), this.#measure(pipeline)]);
      this.#job.signal.throwIfAborted();
      readBack = this.#startReadBack(read);
      unfinished.begin(this.unfinished);
      for (const { name, bytes } of slots) {
        await storeSmall(this.#location, `${this.#directory}/${name}`, bytes, read);
      }
      this.#job.enter("transferring");
      const store = new VolumeStore(this.#location, this.#directory, this.#plan.verify, readBack);
      const parts = await this.#backUpParts(pipeline, store, total);
      if (readBack !== undefined) {
        this.#job.enter("verifying");
        this.#job.say(message("holdfast.backup.verified", store.verified, store.sums.size));
      }
      const sums = await storeSums(this.#location, this.#directory, store.sums, read);
      const manifest = this.#manifest(sequence, slots, parts, sums, store.stored);
      if (this.#key !== undefined) {
        await storeHmac(this.#location, this.#directory, manifest, this.#key, read);
      }
      this.#job.enter("committing");
      const digest = await commitManifest(this.#location, this.#directory, manifest, read);
      this.#noteCommitted(digest);
    } finally {
      await Promise.all([pipeline.close(), readBack?.close()]);
    }
  }

  /** The archive exists now: that its state cannot be written does not undo it. */
  #noteCommitted(digest: string): void {
    const { identity, unfinished } = this.#around;
    this.#job.say(message("holdfast.backup.committed", this.#name));
    try {
      identity.setPreviousArchive(this.#plan.target.address.location, { name: this.#name, digest });
      unfinished.finish(this.unfinished);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      for (const said of error.messages) this.#job.say(said);
    }
  }

  #startPipeline(): SealPipeline {
    const { codec, level } = this.#plan;
    const { geometry } = this.#around;
    const recipient = this.#key?.recipient.toString();
    const parts = this.#parts.map((part) => part.id);
    const pipeline = new SealPipeline({ geometry, codec, level, parts, recipient });
    this.#job.signal.addEventListener("abort", () => pipeline.fail(this.#job.signal.reason), { once: true });
    return pipeline;
  }

  #startReadBack(readable: boolean): ReadBack | undefined {
    if (!readable || this.#plan.verify === "none") return undefined;
    const { sliceSize, volumeSize } = this.#around.geometry;
    const identity = this.#key?.toText().reveal();
    return new ReadBack(this.#location, { codec: this.#plan.codec, sliceSize, identity }, volumeSize);
  }

  async #makeKeySlots(): Promise<readonly KeySlotFile[]> {
    if (this.#key === undefined) return [];
    const { password, recipients } = this.#plan;
    const owner = { systemId: this.#around.identity.id, archive: this.#name };
    const created = stampTime(stampOf(this.#job.status.id));
    return makeKeySlots(this.#key, owner, created, password, recipients);
  }

  async #measure(pipeline: SealPipeline): Promise<number> {
    let total = 0;
    for (const part of this.#parts) {
      const measure = (): Promise<number> => pipeline.measure(part);
      const ignore = (): void => undefined;
      total += await whileWatched(pipeline, part.id, this.#idleMsOf(part), ignore, measure);
    }
    return total;
  }

  async #backUpParts(
    pipeline: SealPipeline,
    store: VolumeStore,
    total: number,
  ): Promise<readonly ManifestPart[]> {
    const { geometry } = this.#around;
    const { codec } = this.#plan;
    const manifests: ManifestPart[] = [];
    let before = 0;
    for (const part of this.#parts) {
      const kind = { part: part.id, codec, sealed: this.#key !== undefined };
      const content = part.kind === "tree" ? "tar" : "stream";
      const backup = await backUpPart(
        pipeline,
        part,
        geometry.sliceSize,
        this.#idleMsOf(part),
        (volume, bytes) => store.store(kind, content, volume, bytes),
        (bytes) => this.#job.progress(before + bytes, Math.max(total, before + bytes), store.stored),
      );
      before += backup.summary.streamSize;
      this.#job.progress(before, Math.max(total, before), store.stored);
      for (const said of problemMessages(backup)) this.#job.say(said);
      manifests.push(backup.manifest);
    }
    return manifests;
  }

  #idleMsOf(part: Part): number {
    return part.idleTimeoutMs ?? this.#around.sourceIdleMs;
  }

  #manifest(
    sequence: number,
    slots: readonly KeySlotFile[],
    parts: readonly ManifestPart[],
    sums: string,
    stored: number,
  ): Manifest {
    const { system, identity, geometry } = this.#around;
    const { comment, codec, target } = this.#plan;
    const { startTime = new Date(), elapsedMs } = this.#job.status;
    const previous = identity.previousArchive(target.address.location);
    return {
      BackupSize: stored,
      StartTime: startTime.toISOString(),
      EndTime: new Date().toISOString(),
      Duration: Math.round(elapsedMs / 1000),
      holdfast: {
        format: formatVersion,
        requires: [],
        system: { id: identity.id, name: system.name, product: system.product },
        archive: this.#name,
        version: system.version,
        build: system.build,
        comment,
        sequence,
        codec,
        sealed: this.#key !== undefined,
        key_slots: slots.map((slot) => slot.name),
        volume_size: geometry.volumeSize,
        parts,
        sums,
        ...(previous === undefined ? {} : { previous }),
      },
    };
  }

  /** Removes what earlier backups of this system left at this location. */
  async #sweep(): Promise<void> {
    const { unfinished } = this.#around;
    for (const left of unfinished.list()) {
      if (left.address.location !== this.#plan.target.address.location) continue;
      try {
        const gone = await sweepUnfinished(this.#location, left.directory);
        unfinished.finish(left);
        if (gone) this.#job.say(message("holdfast.backup.swept", left.directory));
      } catch (error) {
        // What cannot be removed must not keep every later backup from being made.
        if (!isHoldfastError(error) || this.#job.signal.aborted) throw error;
        this.#job.say(message("holdfast.backup.not-swept", left.directory, error.message));
      }
    }
  }

  /** A clock that was set back must not cost an archive: volumes replace those of the same name. */
  async #refuseExisting(): Promise<void> {
    const manifest = await this.#location.stat(`${this.#directory}/${manifestName}`);
    if (manifest !== undefined) throw failure("holdfast.backup.archive-exists", this.#name);
  }
}
