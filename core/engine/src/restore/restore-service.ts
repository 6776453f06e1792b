import type { JobStatus } from "../job/job.ts";
import { nextJobId } from "../job/job-id.ts";
import { newJob } from "../job/transition.ts";
import { type ArchiveSummary, listArchives, listSystems } from "../catalog/archives.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { checkBackupPassword } from "../policy/password.ts";
import { JobHandle } from "../state/job-handle.ts";
import { JobRun } from "../state/job-run.ts";
import { retryMessage } from "../transfer/location-message.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import type { LocationRequest, LocationTarget } from "../transfer/location-request.ts";
import type { ArchiveRequest } from "./archive-access.ts";
import type { ArchiveOpener } from "./archive-opener.ts";
import { chosenParts } from "./chosen-parts.ts";
import { readEntries } from "./entry-reading.ts";
import type { EntryReader } from "./stored-entry.ts";
import { rekeyArchive, type RekeyReport, type RekeyRequest } from "./rekey.ts";
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

/** An archive, and what is wanted of it. */
export interface EntriesRequest extends ArchiveRequest {
  /** Parts to read; all when left out. */
  readonly parts?: readonly string[];
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
  readonly #archives: ArchiveOpener;
  readonly #geometry: PipelineGeometry;

  constructor(
    system: SystemInfo,
    locations: LocationOpener,
    archives: ArchiveOpener,
    geometry: PipelineGeometry,
  ) {
    this.#system = system;
    this.#locations = locations;
    this.#archives = archives;
    this.#geometry = geometry;
  }

  /** Complete archives of one system, newest first. */
  list(request: SystemRequest): Promise<readonly ArchiveSummary[]> {
    return this.#archives.use(request.location, (location) =>
      listArchives(location, this.#archives.place(request.system)),
    );
  }

  /** Names of the systems that have archives of this product at the location. */
  systems(request: LocationRequest): Promise<readonly string[]> {
    return this.#archives.use(request, (location) => listSystems(location, this.#system.product));
  }

  show(request: ArchiveRequest): Promise<ArchiveDetails> {
    return this.#archives.use(request.location, async (location) => {
      const { summary, manifest, identity } = await this.#archives.open(location, request);
      return { archive: summary.archive, manifest, authentic: identity !== undefined };
    });
  }

  /** Reads all of an archive; see {@link VerifyReport} for what that proves. */
  verify(request: ArchiveRequest, listener: VerifyListener = () => undefined): Promise<VerifyReport> {
    return this.#archives.use(request.location, async (location) => {
      return verifyArchive(location, await this.#archives.open(location, request), this.#geometry, listener);
    });
  }

  /** Hands all entries of an archive, or of some of its parts, to a reader. */
  readEntries(request: EntriesRequest, reader: EntryReader): Promise<void> {
    return this.#archives.use(request.location, async (location) => {
      const archive = await this.#archives.openContent(location, request);
      const parts = chosenParts(archive.manifest, request.parts);
      await readEntries(location, archive, this.#geometry, parts, reader);
    });
  }

  /** Gives an archive another backup password. @throws HoldfastError also for a password against the policy */
  async rekey(request: RekeyRequest): Promise<RekeyReport> {
    checkBackupPassword(request.newPassword);
    return this.#archives.use(request.location, async (location) => {
      const archive = await this.#archives.openContent(location, request);
      return rekeyArchive(location, archive, request.newPassword);
    });
  }

  /**
   * Restores an archive into a directory, as a job.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O
   */
  restore(request: RestoreRequest): JobHandle {
    const target = this.#locations.target(request.location);
    this.#archives.place(request.system);
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
      const archive = await this.#archives.openContent(location, request);
      await new RestoreRun(request, archive, location, this.#geometry, job).run();
    };
    try {
      await job.untilAborted(restore());
    } finally {
      void location.close();
    }
  }
}
