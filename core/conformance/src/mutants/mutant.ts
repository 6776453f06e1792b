import {
  LocationError,
  type LocationErrorCode,
  type LocationErrorDetails,
  type LocationPlugin,
  type LocationSession,
  type OperationOptions,
} from "@holdfast/contract";
import { withSessions } from "../changed-session.ts";
import type { Harness } from "../harness.ts";
import type { MemoryTarget } from "../memory/memory-address.ts";
import { memoryHarness, type PluginChange } from "../memory/memory-harness.ts";
import type { MemorySettings } from "../memory/memory-server.ts";

/** A memory location that is wrong on purpose: what shows that a case can fail. */
export interface Mutant {
  /** The name of the case that must notice. */
  readonly breaks: string;
  /** What the mutant does wrong. */
  readonly flaw: string;
  /** The wrong plugin, with a server of its own. */
  mutated(): Harness;
  /** The same without the flaw, with a server of its own. */
  sound(): Harness;
}

/** Options of an operation that nobody aborts. */
export const calm: OperationOptions = { signal: new AbortController().signal };

/** A mutant whose plugin is wrong. */
export function wrongPlugin(breaks: string, flaw: string, change: PluginChange): Mutant {
  return { breaks, flaw, mutated: () => memoryHarness(change), sound: () => memoryHarness() };
}

/** A mutant whose parse is wrong. */
export function wrongParse(
  breaks: string,
  flaw: string,
  parse: (plugin: LocationPlugin<MemoryTarget>) => LocationPlugin<MemoryTarget>["parse"],
): Mutant {
  return wrongPlugin(breaks, flaw, (plugin) => ({ ...plugin, parse: parse(plugin) }));
}

/** A mutant whose connect is wrong. */
export function wrongConnect(
  breaks: string,
  flaw: string,
  connect: (plugin: LocationPlugin<MemoryTarget>) => LocationPlugin<MemoryTarget>["connect"],
): Mutant {
  return wrongPlugin(breaks, flaw, (plugin) => ({ ...plugin, connect: connect(plugin) }));
}

/** A mutant whose sessions are wrong, at a server with the given settings. */
export function wrongSession(
  breaks: string,
  flaw: string,
  change: (inner: LocationSession) => Partial<LocationSession>,
  settings: MemorySettings = {},
): Mutant {
  return {
    breaks,
    flaw,
    mutated: () => memoryHarness((plugin) => withSessions(plugin, change), settings),
    sound: () => memoryHarness(undefined, settings),
  };
}

/** A mutant whose put rejects with an error that differs from the right one of that code. */
export function otherError(
  breaks: string,
  flaw: string,
  code: LocationErrorCode,
  change: Partial<LocationErrorDetails>,
): Mutant {
  return wrongSession(breaks, flaw, (inner) => ({
    put: (path, body, options) =>
      inner.put(path, body, options).catch((error: LocationError) => {
        if (error.code !== code) throw error;
        const { retry, message } = error;
        throw new LocationError({ code: error.code, retry, message, ...change });
      }),
  }));
}

/** A mutant whose put resolves where it must reject with that code. */
export function silentPut(breaks: string, flaw: string, code: LocationErrorCode): Mutant {
  return wrongSession(breaks, flaw, (inner) => ({
    put: (path, body, options) =>
      inner.put(path, body, options).catch((error: LocationError) => {
        if (error.code !== code) throw error;
      }),
  }));
}
