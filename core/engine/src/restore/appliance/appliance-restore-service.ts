import type { JobRequest } from "../../job/job.ts";
import type { HoldfastError } from "../../messages/holdfast-error.ts";
import type { Message } from "../../messages/message.ts";
import type { PipelineGeometry } from "../../pipeline/geometry.ts";
import type { JobHandle } from "../../state/job-handle.ts";
import type { JobRun } from "../../state/job-run.ts";
import type { JobStarter } from "../../state/job-starter.ts";
import type { StateStore } from "../../state/state-store.ts";
import { retryMessage } from "../../transfer/location-message.ts";
import type { LocationOpener } from "../../transfer/location-opener.ts";
import type { LocationTarget } from "../../transfer/location-request.ts";
import type { ArchiveOpener } from "../archive-opener.ts";
import { type Applicability, type ApplianceDescription, judge } from "./applicability.ts";
import type { ApplianceRestoreRequest } from "./appliance-restore-request.ts";
import { ApplianceRestoreRun } from "./appliance-restore-run.ts";
import type { HookRunner } from "./hooks.ts";
import type { RestoreEnding } from "./restore-ending.ts";
import type { RestoreHealing } from "./restore-healing.ts";

/** How restores into the appliance are made here, whatever is asked for. */
export interface ApplianceSettings {
  readonly geometry: PipelineGeometry;
  readonly hooks: HookRunner;
  readonly ending: RestoreEnding;
  /** Directory for the content of parts that are not files; the state directory when left out. */
  readonly contentDir: string | undefined;
}

/** Restores archives into the appliance itself. */
export class ApplianceRestoreService {
  readonly #appliance: ApplianceDescription;
  readonly #locations: LocationOpener;
  readonly #archives: ArchiveOpener;
  readonly #jobs: JobStarter;
  readonly #healing: RestoreHealing;
  readonly #settings: ApplianceSettings;

  constructor(
    appliance: ApplianceDescription,
    locations: LocationOpener,
    archives: ArchiveOpener,
    jobs: JobStarter,
    healing: RestoreHealing,
    settings: ApplianceSettings,
  ) {
    this.#appliance = appliance;
    this.#locations = locations;
    this.#archives = archives;
    this.#jobs = jobs;
    this.#healing = healing;
    this.#settings = settings;
  }

  /**
   * Tells whether the appliance can be restored from an archive, and changes nothing.
   *
   * @throws HoldfastError when the archive cannot be opened or is not authentic
   */
  applicability(request: ApplianceRestoreRequest): Promise<Applicability> {
    return this.#archives.use(request.location, async (location) => {
      const archive = await this.#archives.openContent(location, request);
      const { parts: _parts, ...applicability } = judge(archive, this.#appliance, request.parts);
      return applicability;
    });
  }

  /**
   * Starts a restore as a job.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O; FEATURE_IN_USE while another job runs
   */
  start(request: ApplianceRestoreRequest): JobHandle {
    const target = this.#locations.target(request.location);
    this.#archives.place(request.system);
    return this.#jobs.start("restore", this.#jobRequest(target, request), (job, state) =>
      this.#restore(job, state, target, request),
    );
  }

  /**
   * Undoes or completes a restore whose process was cut off, as every job does first.
   *
   * @returns what there was to say; empty when there was no such restore
   * @throws HoldfastError FEATURE_IN_USE while a job runs
   */
  async heal(): Promise<readonly Message[]> {
    const said: Message[] = [];
    const listener = { signal: new AbortController().signal, say: (each: Message) => void said.push(each) };
    await this.#jobs.whileIdle((state) => this.#healing.heal(listener, state));
    return said;
  }

  /** Waits until what cancelled restores left behind is removed. */
  settle(): Promise<void> {
    return this.#healing.settle();
  }

  async #restore(
    job: JobRun,
    state: StateStore,
    target: LocationTarget,
    request: ApplianceRestoreRequest,
  ): Promise<void> {
    const { contentDir = state.directory, ...settings } = this.#settings;
    const run = new ApplianceRestoreRun(
      { state, contentDir, ...settings },
      job,
      request.ignoreWarnings ?? false,
    );
    const location = this.#locations.open(target, {
      signal: job.signal,
      onStall: (error: HoldfastError) => job.abort(error),
      onRetry: (error, delayMs) => job.say(retryMessage(target, error, delayMs)),
    });
    const unpack = async (): Promise<void> => {
      const archive = await this.#archives.openContent(location, request);
      await run.unpack(archive, judge(archive, this.#appliance, request.parts), location);
    };
    const unpacking = unpack();
    try {
      await job.untilAborted(unpacking);
      await location.close();
    } catch (error) {
      const ended = Promise.allSettled([location.close(), unpacking]);
      this.#healing.undoLater(ended.then(() => run.noted));
      throw error;
    }
    await run.exchange();
  }

  #jobRequest({ address }: LocationTarget, { archive, parts = [] }: ApplianceRestoreRequest): JobRequest {
    const { version, build } = this.#appliance.system;
    return {
      location: `${address.location}/${archive}`,
      locationUser: address.user ?? "",
      type: "MANUAL",
      parts,
      comment: "",
      version,
      build,
    };
  }
}
