import type { Capabilities } from "@holdfast/contract";
import { failure, isHoldfastError } from "../../messages/holdfast-error.ts";
import type { Location } from "../location.ts";
import type { LocationOpener } from "../location-opener.ts";
import type { LocationTarget } from "../location-request.ts";
import type { ScratchDirectory } from "../scratch-directory.ts";
import { bestTrial, type TunableOption, withOptions } from "./tunable-options.ts";
import type { FailedTrial, TuneListener, TuneTrial } from "./tune-trial.ts";
import { type LoadShape, VolumeLoad } from "./volume-load.ts";

/** Until when settings are tried. */
export interface SweepEnds {
  /** The caller ends it. */
  readonly cancelled: AbortSignal;
  /** The time is over; what was measured until then counts. */
  readonly over: AbortSignal;
  readonly milliseconds: number;
  /** Milliseconds, of a clock that is never set. */
  readonly now: () => number;
}

/** What a sweep has found. */
export interface SweepResult {
  readonly trials: readonly (TuneTrial | FailedTrial)[];
  readonly best: TuneTrial;
  /** How many settings there was no time for. */
  readonly untried: number;
  /** Whether the best one was as good when it was measured again; the location as it was given need not be. */
  readonly confirmed: boolean;
}

type Options = Readonly<Record<string, string>>;

/** Of the time that a trial has: the rest is for connecting, the last volumes and removing them. */
const measuredShare = 0.6;
/** The best setting is measured again, and so is what it is to replace. */
const confirmingTrials = 2;
/** The server may keep what is removed for a while. */
const spaceFactor = 2;

/** Tries the options of a location, one after the other, each on top of the best of those before it. */
export class Sweep {
  readonly #locations: LocationOpener;
  readonly #target: LocationTarget;
  readonly #directory: ScratchDirectory;
  readonly #tunable: readonly TunableOption[];
  readonly #ends: SweepEnds;
  readonly #listener: TuneListener;
  readonly #deadline: number;
  #untried: number;
  /** Trials that share the time that is left. */
  #left: number;

  constructor(
    locations: LocationOpener,
    target: LocationTarget,
    directory: ScratchDirectory,
    tunable: readonly TunableOption[],
    ends: SweepEnds,
    listener: TuneListener,
  ) {
    this.#locations = locations;
    this.#target = target;
    this.#directory = directory;
    this.#tunable = tunable;
    this.#ends = ends;
    this.#listener = listener;
    this.#deadline = ends.now() + ends.milliseconds;
    this.#untried = tunable.reduce((sum, { others }) => sum + others.length, 0);
    this.#left = 1 + this.#untried + (this.#untried === 0 ? 0 : confirmingTrials);
  }

  /** Rejects when the location cannot be measured as it was given. */
  async run(shape: LoadShape): Promise<SweepResult> {
    const { load, first } = await this.#begin(shape);
    const trials: (TuneTrial | FailedTrial)[] = [first];
    for (const { name, others } of this.#tunable) {
      const { options } = this.#best(trials, first);
      for (const value of others) {
        const trial = await this.#try(load, { ...options, [name]: String(value) });
        if (trial === undefined) break;
        trials.push(trial);
        this.#untried--;
      }
    }
    const untried = this.#untried;
    const best = this.#best(trials, first);
    if (best === first) return { trials, best, untried, confirmed: true };
    const twice = await this.#again(load, first, best);
    if (twice === undefined) return { trials, best, untried, confirmed: false };
    const replaced = trials.map((trial) => {
      return twice.find(({ options }) => options === trial.options) ?? trial;
    });
    return { trials: replaced, best: bestTrial(twice, this.#tunable), untried, confirmed: true };
  }

  #best(trials: readonly (TuneTrial | FailedTrial)[], first: TuneTrial): TuneTrial {
    return bestTrial([first, ...trials.filter((trial) => "bytesPerSecond" in trial)], this.#tunable);
  }

  /**
   * Chance, or who else uses the server, makes one trial fast and another one slow: what is to
   * be changed has to win by the mean of two.
   *
   * @returns both with their means; nothing when that was not possible
   */
  async #again(
    load: VolumeLoad,
    first: TuneTrial,
    best: TuneTrial,
  ): Promise<[TuneTrial, TuneTrial] | undefined> {
    const twice: TuneTrial[] = [];
    for (const { options, bytesPerSecond } of [first, best]) {
      const trial = await this.#try(load, options);
      if (trial === undefined || "message" in trial) return undefined;
      twice.push({ options, bytesPerSecond: (bytesPerSecond + trial.bytesPerSecond) / 2 });
    }
    const [one, other] = twice;
    return one && other && [one, other];
  }

  /** The location as it was given: what does not work there does not work at all. */
  async #begin(shape: LoadShape): Promise<{ load: VolumeLoad; first: TuneTrial }> {
    return this.#at({}, async (location) => {
      const capabilities = await location.capabilities();
      const load = new VolumeLoad(this.#directory, shape, capabilities.read, this.#ends.now);
      await refuseUnsuitable(location, capabilities, load.mostBytes * spaceFactor);
      await load.fit(location, this.#milliseconds());
      return { load, first: await this.#measure(load, location, {}) };
    });
  }

  /** @returns nothing when there was no time for it */
  async #try(load: VolumeLoad, options: Options): Promise<TuneTrial | FailedTrial | undefined> {
    if (this.#ends.over.aborted) return undefined;
    try {
      return await this.#at(options, (location) => this.#measure(load, location, options));
    } catch (error) {
      this.#ends.cancelled.throwIfAborted();
      if (this.#ends.over.aborted) return undefined;
      const said = isHoldfastError(error) ? error.messages[0] : undefined;
      if (said === undefined) throw error;
      const trial = { options, message: said };
      this.#note(trial);
      return trial;
    }
  }

  async #measure(load: VolumeLoad, location: Location, options: Options): Promise<TuneTrial> {
    const trial = { options, bytesPerSecond: await load.measure(location, this.#milliseconds()) };
    this.#note(trial);
    return trial;
  }

  #note(trial: TuneTrial | FailedTrial): void {
    this.#left--;
    this.#listener(trial);
  }

  /** For the next trial: what one that failed early has left over goes to those after it. */
  #milliseconds(): number {
    return ((this.#deadline - this.#ends.now()) / this.#left) * measuredShare;
  }

  /** Opens the location with the options for one piece of work. */
  async #at<T>(options: Options, work: (location: Location) => Promise<T>): Promise<T> {
    const { cancelled, over } = this.#ends;
    const stalled = new AbortController();
    const signal = AbortSignal.any([cancelled, over, stalled.signal]);
    const target = this.#locations.target(withOptions(this.#target.request, options));
    const location = this.#locations.open(target, { signal, onStall: (error) => stalled.abort(error) });
    try {
      signal.throwIfAborted();
      return await work(location);
    } finally {
      await location.close();
    }
  }
}

async function refuseUnsuitable(location: Location, offered: Capabilities, bytes: number): Promise<void> {
  if (!offered.remove) throw failure("holdfast.tune.no-remove");
  if (!offered.freeSpace) return;
  const free = await location.freeSpace();
  if (free < bytes) throw failure("holdfast.tune.little-space", free, bytes);
}
