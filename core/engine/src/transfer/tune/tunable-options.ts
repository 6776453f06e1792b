import { isHoldfastError } from "../../messages/holdfast-error.ts";
import type { LocationOpener } from "../location-opener.ts";
import type { LocationRequest, LocationTarget } from "../location-request.ts";
import type { TuneTrial } from "./tune-trial.ts";

/** An option of a location that bears on its speed, and the values to try beside its default. */
export interface TunableOption {
  readonly name: string;
  readonly usual: number;
  readonly others: readonly number[];
}

/**
 * Names that mean the same wherever a plugin declares them (docs/guide/location-plugin.md), in the
 * order in which they are tried, and whether more of it takes more memory or connections.
 */
const known: Readonly<Record<string, { readonly costs: boolean }>> = {
  connections: { costs: true },
  window: { costs: true },
  "request-size": { costs: false },
};

const factors = [1 / 4, 1 / 2, 2, 4];
/** How much slower than the fastest is still good enough. */
const tolerance = 0.05;

/** What can be tried at a location. An option that the user has given is settled, and not tried. */
export function tunableOptions(locations: LocationOpener, target: LocationTarget): readonly TunableOption[] {
  const { plugin, address, request } = target;
  const accepts = (name: string, value: number): boolean => {
    try {
      locations.target(withOptions(request, { [name]: String(value) }));
      return true;
    } catch (error) {
      if (isHoldfastError(error)) return false;
      throw error;
    }
  };
  return Object.keys(known).flatMap((name) => {
    const option = plugin.options.find((each) => each.name === name);
    if (option === undefined || Object.hasOwn(address.options, name) || !/^\d{1,9}$/.test(option.default)) {
      return [];
    }
    const usual = Number(option.default);
    const values = new Set(factors.map((factor) => Math.ceil(usual * factor)));
    values.delete(usual);
    const others = [...values].filter((value) => accepts(name, value));
    return others.length === 0 ? [] : [{ name, usual, others }];
  });
}

/** The request with further options. */
export function withOptions(
  request: LocationRequest,
  options: Readonly<Record<string, string>>,
): LocationRequest {
  return { ...request, options: { ...request.options, ...options } };
}

/**
 * The cheapest of those that are as good as the fastest: fewer connections and less memory go
 * before 5 % of speed, and so do defaults.
 */
export function bestTrial(
  trials: readonly [TuneTrial, ...TuneTrial[]],
  tunable: readonly TunableOption[],
): TuneTrial {
  const fastest = Math.max(...trials.map(({ bytesPerSecond }) => bytesPerSecond));
  const enough = trials.filter(({ bytesPerSecond }) => bytesPerSecond >= fastest * (1 - tolerance));
  const cost = ({ options }: TuneTrial): number =>
    Object.entries(options).reduce((product, [name, value]) => {
      const usual = tunable.find((each) => each.name === name)?.usual ?? Number(value);
      return known[name]?.costs === true ? (product * Number(value)) / usual : product;
    }, 1);
  const changes = ({ options }: TuneTrial): number => Object.keys(options).length;
  const [best] = enough.toSorted(
    (a, b) => cost(a) - cost(b) || changes(a) - changes(b) || b.bytesPerSecond - a.bytesPerSecond,
  );
  return best ?? trials[0];
}
