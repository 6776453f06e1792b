import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { message } from "../../messages/catalogue.ts";
import { failureFrom, HoldfastError, isHoldfastError } from "../../messages/holdfast-error.ts";
import { type ByteString, byteStringOf, displayText, fsPath } from "../../parts/byte-string.ts";
import type { PipelineGeometry } from "../../pipeline/geometry.ts";
import type { JobRun } from "../../state/job-run.ts";
import type { ExchangeStep } from "../../state/restore-journal.ts";
import type { StateStore } from "../../state/state-store.ts";
import type { Location } from "../../transfer/location.ts";
import { type OpenArchive, readSums } from "../open-archive.ts";
import { PartReader } from "../part-reader.ts";
import type { RestorablePart, Verdict } from "./applicability.ts";
import { exchange } from "./exchange.ts";
import { planExchange } from "./exchange-plan.ts";
import type { HookRunner } from "./hooks.ts";
import { KeptPaths } from "./kept-paths.ts";
import { type Layout, layOut, parentOf, realPathOf, type RestoredRoot } from "./layout.ts";
import { NotedRestore } from "./noted-restore.ts";
import type { RestoreEnding } from "./restore-ending.ts";
import type { RootContents } from "./root-contents.ts";
import { requireSpace } from "./space.ts";
import { syncFiles } from "./sync-files.ts";
import { Unpacking } from "./unpacking.ts";

/** What restores into the appliance work with, beside their archives. */
export interface ApplianceSurroundings {
  readonly state: StateStore;
  readonly geometry: PipelineGeometry;
  readonly hooks: HookRunner;
  readonly ending: RestoreEnding;
  /** Directory for the content of parts that are not files. */
  readonly contentDir: string;
}

/** One restore into the appliance on its way. */
export class ApplianceRestoreRun {
  readonly #around: ApplianceSurroundings;
  readonly #job: JobRun;
  readonly #ignoreWarnings: boolean;
  #layout: Layout = { roots: [], places: [], mounts: [] };
  /** The roots that the archive has something for. */
  #stored: readonly RestoredRoot[] = [];
  #noted: NotedRestore | undefined;

  constructor(around: ApplianceSurroundings, job: JobRun, ignoreWarnings: boolean) {
    this.#around = around;
    this.#job = job;
    this.#ignoreWarnings = ignoreWarnings;
  }

  /** What the journal knows, once it knows something. */
  get noted(): NotedRestore | undefined {
    return this.#noted;
  }

  /** First half: has everything beside what it is to replace, proven and durable. The appliance is not touched. */
  async unpack(archive: OpenArchive, verdict: Verdict, location: Location): Promise<void> {
    this.#requireApplicable(verdict);
    const sums = await readSums(location, archive);
    const reader = new PartReader(archive, this.#around.geometry);
    try {
      await this.#unpack(verdict.parts, new Unpacking(archive, location, sums, reader));
    } finally {
      await reader.close();
    }
  }

  /**
   * Second half: exchanges the appliance's data for what was unpacked. When it fails,
   * the appliance is as it was, unless the error says otherwise.
   */
  async exchange(): Promise<void> {
    const { hooks, ending } = this.#around;
    const restore = this.#noted;
    if (restore === undefined) throw new TypeError("nothing was unpacked");
    try {
      restore.note({ stage: "stopping" });
      await hooks.run("stop", this.#job.signal);
      const steps = await guard(() => this.#plan(restore));
      this.#job.enter("swapping");
      restore.note({ stage: "exchanging", steps });
      const { places } = this.#layout;
      await exchange(steps, places, (done) => this.#progress(done, steps.length));
      await this.#sync(places.map(({ staging }) => staging));
      restore.note({ stage: "returning" });
    } catch (error) {
      await ending.undoAfter(error, restore, this.#job);
    }
    await ending.complete(restore, this.#job);
  }

  async #unpack(parts: readonly RestorablePart[], unpacking: Unpacking): Promise<void> {
    const id = this.#job.status.id;
    const trees = parts.flatMap(({ part }) => (part.kind === "tree" ? [part] : []));
    const layout = guard(() => layOut(trees, id));
    const contents = await unpacking.inspect(parts, layout);
    this.#job.signal.throwIfAborted();
    const contentDirectory = join(this.#around.contentDir, `.holdfast-content-${id}`);
    const streams = parts.filter(({ part }) => part.kind !== "tree");
    if (!this.#ignoreWarnings)
      guard(() => requireSpace(needsOf(layout, contents, contentDirectory, streams)));

    this.#noted = new NotedRestore(this.#around.state.restores, {
      jobId: id,
      stage: "unpacking",
      places: layout.places,
      steps: [],
      contents: streams.map(({ part }) => {
        return { part: part.id, file: join(contentDirectory, part.id), returned: false };
      }),
      contentDirectory: byteStringOf(contentDirectory),
    });
    guard(() => {
      for (const { staging } of layout.places) mkdirSync(fsPath(staging as ByteString), { mode: 0o700 });
      mkdirSync(contentDirectory, { mode: 0o700 });
    });
    this.#job.enter("unpacking");
    if (process.getuid?.() !== 0) this.#job.say(message("holdfast.restore.owners-not-set"));
    await unpacking.unpack(parts, layout, contents, contentDirectory, this.#ignoreWarnings, this.#job);
    await this.#sync([...layout.places.map(({ staging }) => staging), byteStringOf(contentDirectory)]);
    this.#layout = layout;
    this.#stored = this.#storedRoots(layout, contents);
  }

  #requireApplicable({ archive, reasons, warnings, parts }: Verdict): void {
    if (reasons.length > 0) {
      throw new HoldfastError([message("holdfast.restore.not-applicable", archive), ...reasons]);
    }
    if (warnings.length > 0 && !this.#ignoreWarnings) {
      throw new HoldfastError([message("holdfast.restore.warned"), ...warnings]);
    }
    for (const warning of warnings) this.#job.say(warning);
    this.#job.say(message("holdfast.restore.parts-chosen", parts.map(({ part }) => part.id).join(", ")));
  }

  #storedRoots({ roots }: Layout, contents: RootContents): readonly RestoredRoot[] {
    for (const root of roots.filter((each) => !contents.has(each))) {
      this.#job.say(message("holdfast.restore.root-not-stored", displayText(root.path), root.part.id));
    }
    return roots.filter((root) => contents.has(root));
  }

  async #plan({ current }: NotedRestore): Promise<readonly ExchangeStep[]> {
    const { state } = this.#around;
    const own = [
      ...current.places.map(({ staging }) => staging as ByteString),
      realPathOf(current.contentDirectory as ByteString),
      ...state.restores.replaced().map((path) => path as ByteString),
    ];
    const steps: ExchangeStep[] = [];
    for (const root of this.#stored.toReversed()) {
      const kept = await KeptPaths.below(root, this.#layout, state.directory, own);
      steps.push(...(await planExchange(root, this.#layout, kept)));
    }
    return steps;
  }

  async #sync(directories: readonly string[]): Promise<void> {
    for (const directory of directories) {
      await guard(() => syncFiles(displayText(directory as ByteString)));
    }
  }

  #progress(done: number, total: number): void {
    this.#job.progress(done, total, this.#job.status.bytes.stored);
  }
}

function needsOf(
  layout: Layout,
  contents: RootContents,
  contentDirectory: string,
  streams: readonly RestorablePart[],
): Parameters<typeof requireSpace>[0] {
  const trees = layout.places.map(({ staging }, place) => {
    return { directory: parentOf(staging as ByteString), bytes: contents.sizes[place] ?? 0 };
  });
  const bytes = streams.reduce((sum, { stored }) => sum + stored.stream_size, 0);
  return [...trees, { directory: parentOf(byteStringOf(contentDirectory)), bytes }];
}

/** What the file system refuses is told as what it means for the restore. Also of promises. */
function guard<T>(work: () => T): T {
  try {
    const result = work();
    return (result instanceof Promise ? result.catch(refuse) : result) as T;
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (isHoldfastError(error)) throw error;
  const { code, path = "", message: text } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") throw failureFrom(error, "holdfast.archive.no-space", path);
  throw failureFrom(error, "holdfast.restore.appliance-refuses", path, code ?? text);
}
