import type { JobStatus } from "../job/job.ts";
import { nextJobId } from "../job/job-id.ts";
import { newJob } from "../job/transition.ts";
import { type ArchiveSummary, listArchives, listSystems, type SystemPlace } from "../catalog/archives.ts";
import { checkSystemNames } from "../catalog/archive-path.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { failure, type HoldfastError } from "../messages/holdfast-error.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { JobHandle } from "../state/job-handle.ts";
import { JobRun } from "../state/job-run.ts";
import type { Location } from "../transfer/location.ts";
import { retryMessage } from "../transfer/location-message.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import type { LocationRequest, LocationTarget } from "../transfer/location-request.ts";
import type { ArchiveRequest } from "./archive-access.ts";
import { type OpenArchive, openArchive } from "./open-archive.ts";
import type { RestoreRequest } from "./restore-request.ts";
import { checkTarget } from "./target-directory.ts";
import { RestoreRun } from "./restore-run.ts";
import { verifyArchive, type VerifyListener, type VerifyReport } from "./verify-run.ts";

/** What an archive's manifest says, and whether a key has shown it to be authentic. */
export interface ArchiveDetails {
  readonly archive: string;
  readonly manifest: Manifest;
  readonly authentic: boolean;
}

/** Whose archives are asked for. */
export interface SystemRequest {
  readonly location: LocationRequest;
  /** This system when left out. */
  readonly system?: string;
}

/** Reads archives: lists, shows, verifies, and restores into a directory. Needs no state of this system. */
export class RestoreService {
  readonly #system: SystemInfo;
  readonly #locations: LocationOpener;
  readonly #geometry: PipelineGeometry;

  constructor(system: SystemInfo, locations: LocationOpener, geometry: PipelineGeometry) {
    this.#system = system;
    this.#locations = locations;
    this.#geometry = geometry;
  }

  /** Complete archives of one system, newest first. */
  list(request: SystemRequest): Promise<readonly ArchiveSummary[]> {
    return this.#use(request.location, (location) => listArchives(location, this.#place(request.system)));
  }

  /** Names of the systems that have archives of this product at the location. */
  systems(request: LocationRequest): Promise<readonly string[]> {
    return this.#use(request, (location) => listSystems(location, this.#system.product));
  }

  show(request: ArchiveRequest): Promise<ArchiveDetails> {
    return this.#use(request.location, async (location) => {
      const { summary, manifest, identity } = await this.#open(location, request);
      return { archive: summary.archive, manifest, authentic: identity !== undefined };
    });
  }

  /** Reads all of an archive; see {@link VerifyReport} for what that proves. */
  verify(request: ArchiveRequest, listener: VerifyListener = () => undefined): Promise<VerifyReport> {
    return this.#use(request.location, async (location) => {
      return verifyArchive(location, await this.#open(location, request), this.#geometry, listener);
    });
  }

  /**
   * Restores an archive into a directory, as a job.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O
   */
  restore(request: RestoreRequest): JobHandle {
    const target = this.#locations.target(request.location);
    this.#place(request.system);
    checkTarget(request.target);
    const description = {
      location: `${target.address.location}/${request.archive}`,
      locationUser: target.address.user ?? "",
      type: "MANUAL",
      parts: request.parts ?? [],
      comment: "",
      version: this.#system.version,
      build: this.#system.build,
    } as const;
    // A restore into a directory is its caller's alone: it takes no lock and leaves no trace in the history.
    const id = nextJobId(new Date(), this.#system.build);
    const job = new JobRun(newJob(id, "restore", description), { record: () => undefined });
    return new JobHandle(job, this.#run(job, target, request));
  }

  async #run(job: JobRun, target: LocationTarget, request: RestoreRequest): Promise<JobStatus> {
    try {
      await this.#restore(job, target, request);
      job.succeed();
    } catch (error) {
      job.fail(job.signal.aborted ? job.signal.reason : error);
    }
    return job.status;
  }

  async #restore(job: JobRun, target: LocationTarget, request: RestoreRequest): Promise<void> {
    const location = this.#locations.open(target, {
      signal: job.signal,
      onStall: (error) => job.abort(error),
      onRetry: (error, delayMs) => job.say(retryMessage(target, error, delayMs)),
    });
    const restore = async (): Promise<void> => {
      const archive = await this.#open(location, request);
      if (archive.manifest.holdfast.sealed && archive.identity === undefined) {
        throw failure("holdfast.restore.needs-key", archive.summary.archive);
      }
      await new RestoreRun(request, archive, location, this.#geometry, job).run();
    };
    try {
      await job.untilAborted(restore());
    } finally {
      void location.close();
    }
  }

  #open(location: Location, request: ArchiveRequest): Promise<OpenArchive> {
    return openArchive(location, this.#place(request.system), request);
  }

  #place(system: string = this.#system.name): SystemPlace {
    checkSystemNames(this.#system.product, system);
    return { product: this.#system.product, system };
  }

  async #use<T>(request: LocationRequest, work: (location: Location) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const onStall = (error: HoldfastError): void => limit.abort(error);
    const location = this.#locations.open(this.#locations.target(request), { signal: limit.signal, onStall });
    try {
      return await work(location);
    } finally {
      await location.close();
    }
  }
}
