import { message } from "../messages/catalogue.ts";
import { failure, HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { LocationOpener } from "./location-opener.ts";
import type { LocationRequest, LocationTarget } from "./location-request.ts";
import { ScratchDirectory } from "./scratch-directory.ts";
import { Sweep } from "./tune/sweep.ts";
import { tunableOptions } from "./tune/tunable-options.ts";
import type { TuneListener, TuneReport } from "./tune/tune-trial.ts";
import type { LoadShape } from "./tune/volume-load.ts";

export type { FailedTrial, TuneListener, TuneReport, TuneTrial } from "./tune/tune-trial.ts";

/** How long settings are tried. */
export interface TuneLimits {
  /** Seconds for all but the removal at the end, 5 to 3600; 30 by default. */
  readonly seconds?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

const usualSeconds = 30;
const leastSeconds = 5;
const mostSeconds = 3600;

/** Tries which options make a location fast, with the load that a backup is. */
export class LocationTuning {
  readonly #locations: LocationOpener;
  readonly #shape: LoadShape;
  readonly #now: () => number;

  /** @param now milliseconds, of a clock that is never set */
  constructor(locations: LocationOpener, shape: LoadShape, now: () => number) {
    this.#locations = locations;
    this.#shape = shape;
    this.#now = now;
  }

  /**
   * Tries settings in a directory of its own, which is gone afterwards, also after a failure or
   * an abort. Where it cannot be removed, that is said: in the report, or after what the error says.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O when the request cannot be used; what
   *   the location, or `holdfast.tune.…`, says when it cannot be measured as it was given; or the
   *   signal's reason
   */
  async run(request: LocationRequest, listener: TuneListener, limits: TuneLimits = {}): Promise<TuneReport> {
    const { seconds = usualSeconds, signal = new AbortController().signal } = limits;
    if (!(seconds >= leastSeconds && seconds <= mostSeconds)) {
      throw failure("holdfast.tune.bad-seconds", seconds, leastSeconds, mostSeconds);
    }
    const target = this.#locations.target(request);
    const directory = new ScratchDirectory("tune");
    let report: TuneReport;
    try {
      report = await this.#sweep(target, directory, listener, seconds, signal);
    } catch (error) {
      const left = await this.#remove(directory, target);
      if (left.length === 0 || !isHoldfastError(error)) throw error;
      const { messages, errorType } = error;
      throw new HoldfastError([...messages, ...left], { errorType, cause: error });
    }
    return { ...report, messages: [...report.messages, ...(await this.#remove(directory, target))] };
  }

  async #sweep(
    target: LocationTarget,
    directory: ScratchDirectory,
    listener: TuneListener,
    seconds: number,
    cancelled: AbortSignal,
  ): Promise<TuneReport> {
    const tunable = tunableOptions(this.#locations, target);
    const time = new AbortController();
    const milliseconds = seconds * 1000;
    const timer = setTimeout(() => time.abort(failure("holdfast.tune.too-slow", seconds)), milliseconds);
    const ends = { cancelled, over: time.signal, milliseconds, now: this.#now };
    const sweep = new Sweep(this.#locations, target, directory, tunable, ends, listener);
    try {
      const { trials, best, untried, confirmed } = await sweep.run(this.#shape);
      const messages: Message[] = [];
      if (tunable.length === 0) messages.push(message("holdfast.tune.nothing-to-set", target.address.type));
      if (untried > 0) {
        messages.push(message("holdfast.tune.unfinished", trials.length, trials.length + untried));
      } else if (!confirmed) {
        messages.push(message("holdfast.tune.unconfirmed"));
      }
      return { trials, best, messages };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns what there is to say about it */
  async #remove(directory: ScratchDirectory, target: LocationTarget): Promise<readonly Message[]> {
    if (!directory.used || (await directory.removeAfresh(this.#locations, target))) return [];
    return [message("holdfast.tune.left-behind", directory.path)];
  }
}
