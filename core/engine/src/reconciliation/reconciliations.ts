import { basename } from "node:path";
import { message } from "../messages/catalogue.ts";
import { failure, type HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { Part } from "../parts/part.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import type { ArchiveOpener } from "../restore/archive-opener.ts";
import type { JobStarter } from "../state/job-starter.ts";
import type { StateStore } from "../state/state-store.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import { reconcile } from "./reconciliation-run.ts";
import type { NotedArchive, RestoredArchiveNotes } from "./restored-archive-notes.ts";

/** All that can be seen of a comparison with an archive. */
export interface ReconciliationState {
  readonly archive: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED";
  readonly messages: readonly Message[];
  /** Whole per cent. */
  readonly progress: number;
  readonly startTime: Date;
  /** Set exactly when it has ended. */
  readonly endTime: Date | undefined;
}

interface Running {
  readonly ending: AbortController;
  readonly finished: Promise<void>;
}

/** Compares this system with the archive that it was restored from, one comparison at a time. */
export class Reconciliations {
  readonly #parts: readonly Part[];
  readonly #notes: RestoredArchiveNotes;
  readonly #archives: ArchiveOpener;
  readonly #locations: LocationOpener;
  readonly #jobs: JobStarter;
  readonly #state: () => StateStore;
  readonly #geometry: PipelineGeometry;
  #latest: ReconciliationState | undefined;
  #running: Running | undefined;

  constructor(
    parts: readonly Part[],
    notes: RestoredArchiveNotes,
    archives: ArchiveOpener,
    locations: LocationOpener,
    jobs: JobStarter,
    state: () => StateStore,
    geometry: PipelineGeometry,
  ) {
    this.#parts = parts;
    this.#notes = notes;
    this.#archives = archives;
    this.#locations = locations;
    this.#jobs = jobs;
    this.#state = state;
    this.#geometry = geometry;
  }

  /** The comparison that runs, or ran last in this process. */
  get latest(): ReconciliationState | undefined {
    return this.#latest;
  }

  /**
   * Begins a comparison.
   *
   * @param acceptsDifferences whether it succeeds although there are some
   * @throws HoldfastError `holdfast.reconciliation.nothing-restored`; FEATURE_IN_USE while a job or another comparison runs
   */
  async start(acceptsDifferences: boolean): Promise<ReconciliationState> {
    this.#checkIdle();
    const noted = await this.#notes.last();
    if (noted === undefined) throw failure("holdfast.reconciliation.nothing-restored");
    this.#checkIdle();
    const ending = new AbortController();
    const { archive } = noted.request;
    const begun = { archive, messages: [], progress: 0, startTime: new Date(), endTime: undefined };
    const state: ReconciliationState = { ...begun, status: "RUNNING" };
    this.#latest = state;
    this.#running = { ending, finished: this.#run(noted, acceptsDifferences, ending) };
    return state;
  }

  /** Ends the comparison early. @throws HoldfastError `holdfast.reconciliation.not-running` */
  cancel(): void {
    if (this.#running === undefined) throw failure("holdfast.reconciliation.not-running");
    this.#running.ending.abort(failure("holdfast.reconciliation.cancelled"));
  }

  /** Ends what runs, and waits for it. */
  async end(): Promise<void> {
    const running = this.#running;
    running?.ending.abort(failure("holdfast.reconciliation.cancelled"));
    await running?.finished;
  }

  #checkIdle(): void {
    if (this.#running !== undefined) throw failure("holdfast.reconciliation.in-use");
    this.#jobs.checkIdle();
  }

  async #run(noted: NotedArchive, acceptsDifferences: boolean, ending: AbortController): Promise<void> {
    try {
      const same = await this.#compare(noted, ending);
      if (!same && !acceptsDifferences)
        this.#say(message("holdfast.reconciliation.failed", noted.request.archive));
      if (same || acceptsDifferences) await this.#notes.forget(noted.jobId);
      this.#finish(same || acceptsDifferences ? "SUCCEEDED" : "FAILED");
    } catch (error) {
      for (const said of messagesOf(ending.signal.aborted ? ending.signal.reason : error)) this.#say(said);
      this.#finish("FAILED");
    }
  }

  async #compare({ request, parts }: NotedArchive, ending: AbortController): Promise<boolean> {
    const { signal } = ending;
    const location = this.#locations.open(this.#locations.target(request.location), {
      signal,
      onStall: (error: HoldfastError) => ending.abort(error),
    });
    const state = this.#state();
    const ground = {
      parts: this.#parts,
      stateDir: state.directory,
      replaced: state.restores.replaced().map((path) => basename(path)),
      geometry: this.#geometry,
    };
    try {
      const archive = await this.#archives.openContent(location, request);
      const progress = (compared: number, total: number): void => {
        this.#alter({ progress: Math.min(99, Math.floor((compared / Math.max(1, total)) * 100)) });
      };
      const say = (said: Message): void => this.#say(said);
      return await reconcile(location, archive, ground, parts, { signal, say, progress });
    } finally {
      await location.close();
    }
  }

  #say(said: Message): void {
    this.#alter({ messages: [...(this.#latest?.messages ?? []), said] });
  }

  #finish(status: "SUCCEEDED" | "FAILED"): void {
    this.#running = undefined;
    this.#alter({ status, endTime: new Date(), ...(status === "SUCCEEDED" && { progress: 100 }) });
  }

  #alter(change: Partial<ReconciliationState>): void {
    if (this.#latest !== undefined) this.#latest = { ...this.#latest, ...change };
  }
}

function messagesOf(error: unknown): readonly Message[] {
  if (isHoldfastError(error)) return error.messages;
  const text = error instanceof Error ? error.message : String(error);
  return [message("holdfast.job.failed-unexpectedly", text)];
}
