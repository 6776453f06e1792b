import type { ConnectContext, LocationPlugin } from "@holdfast/contract";
import { ShelfSession } from "./session.ts";
import { parseShelfAddress, type ShelfTarget } from "./target.ts";

export type { ShelfTarget } from "./target.ts";

/** Location type SHELF. Addresses are `shelf:///name`. */
export const shelf: LocationPlugin<ShelfTarget> = Object.freeze({
  contract: 1,
  name: "holdfast-location-shelf",
  types: Object.freeze(["SHELF"]),
  options: Object.freeze([]),
  parse: parseShelfAddress,
  connect: (target: ShelfTarget, { signal }: ConnectContext) => ShelfSession.open(target, signal),
} as const);
