import type { ConnectContext, LocationPlugin } from "@holdfast/contract";
import { FileSession } from "./session.ts";
import { type FileTarget, parseFileAddress } from "./target.ts";

export type { FileTarget } from "./target.ts";

/**
 * Location type FILE: a directory of this machine, such as a USB disk or a
 * mounted volume. Addresses are `file:///directory` or an absolute path.
 */
export const file: LocationPlugin<FileTarget> = Object.freeze({
  contract: 1,
  name: "@holdfast/location-file",
  types: Object.freeze(["FILE"]),
  options: Object.freeze([]),
  parse: parseFileAddress,
  connect: (target: FileTarget, { signal }: ConnectContext) => FileSession.open(target, signal),
} as const);
