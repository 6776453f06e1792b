import { systemDirectory } from "../catalog/archive-path.ts";
import { ownArchives, removeArchive, requirePrunable } from "../catalog/retention.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import type { HoldfastError } from "../messages/holdfast-error.ts";
import type { JobStarter } from "../state/job-starter.ts";
import type { StateStore } from "../state/state-store.ts";
import type { UnfinishedArchive } from "../state/unfinished-archives.ts";
import type { Location } from "../transfer/location.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import type { LocationRequest, LocationTarget } from "../transfer/location-request.ts";
import { checkKeep } from "./keep.ts";

/** Which archives are to stay at a location. */
export interface PruneRequest {
  readonly location: LocationRequest;
  /** How many of this system's own complete archives stay: those with the highest sequence. 1 at least. */
  readonly keep: number;
  /** Only tell what would be removed. */
  readonly dryRun?: boolean;
}

/** What became of this system's archives; directory names, the latest first. */
export interface PruneReport {
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Archives that were left alone because their manifest cannot be read. */
  readonly unreadable: readonly string[];
}

/** Milliseconds that removing old archives may take after a backup. */
const longestMs = 10 * 60_000;

/**
 * Removes a system's oldest archives. It never touches what another system has made,
 * nor the latest archive.
 */
export class Retention {
  readonly #system: SystemInfo;
  readonly #locations: LocationOpener;
  readonly #jobs: JobStarter;
  readonly #state: () => StateStore;

  constructor(system: SystemInfo, locations: LocationOpener, jobs: JobStarter, state: () => StateStore) {
    this.#system = system;
    this.#locations = locations;
    this.#jobs = jobs;
    this.#state = state;
  }

  /**
   * @throws HoldfastError INVALID_ARGUMENT; FEATURE_IN_USE while a job runs; or why the location
   *   failed: archives that were removed by then are gone
   */
  async prune({ location, keep, dryRun = false }: PruneRequest, signal?: AbortSignal): Promise<PruneReport> {
    checkKeep(keep);
    const target = this.#locations.target(location);
    const prune = (): Promise<PruneReport> =>
      this.#use(target, signal, (opened) => this.#prune(opened, target, keep, dryRun));
    // A backup would sweep what is being removed here.
    return dryRun ? prune() : this.#jobs.whileIdle(prune);
  }

  /** Removes what a finished backup has made superfluous. @param made the archive that it made */
  async afterBackup(target: LocationTarget, keep: number, made: string): Promise<PruneReport> {
    return this.#use(target, AbortSignal.timeout(longestMs), (location) => {
      return this.#prune(location, target, keep, false, made);
    });
  }

  /**
   * Refuses a location that cannot remove what it holds, when that can be found out in time.
   *
   * @throws HoldfastError `holdfast.catalog.not-prunable`, or why the location cannot be asked
   */
  async check(location: LocationRequest, signal: AbortSignal): Promise<void> {
    return this.#use(this.#locations.target(location), signal, requirePrunable);
  }

  async #prune(
    location: Location,
    target: LocationTarget,
    keep: number,
    dryRun: boolean,
    made?: string,
  ): Promise<PruneReport> {
    await requirePrunable(location);
    const { identity, unfinished } = this.#state();
    const { product, name: system } = this.#system;
    const owner = { id: identity.id, lastSequence: identity.lastSequence() };
    const { archives, unreadable } = await ownArchives(location, { product, system }, owner);
    const old = archives.slice(keep).filter((archive) => archive !== made);
    for (const archive of dryRun ? [] : old.toReversed()) {
      const left: UnfinishedArchive = {
        jobId: archive,
        address: target.address,
        directory: `${systemDirectory(product, system)}/${archive}`,
      };
      // What is cut off here is swept by the next backup; while its manifest is there, it is left alone.
      unfinished.begin(left);
      await removeArchive(location, left.directory);
      unfinished.finish(left);
    }
    return { kept: archives.filter((archive) => !old.includes(archive)), removed: old, unreadable };
  }

  async #use<T>(
    target: LocationTarget,
    signal: AbortSignal | undefined,
    work: (location: Location) => Promise<T>,
  ): Promise<T> {
    const stalled = new AbortController();
    const location = this.#locations.open(target, {
      signal: signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]),
      onStall: (error: HoldfastError) => stalled.abort(error),
    });
    try {
      return await work(location);
    } finally {
      await location.close();
    }
  }
}
