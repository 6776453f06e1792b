import type { Log, ResolvedAddress, Trust } from "@holdfast/contract";
import type { HoldfastError } from "../messages/holdfast-error.ts";
import type { Location } from "./location.ts";
import { fromLocation, retryMessage } from "./location-message.ts";
import { type LocationRequest, type LocationTarget, resolveTarget } from "./location-request.ts";
import { openLocation, type TransferSettings } from "./open-location.ts";
import type { PluginRegistry } from "./plugin-registry.ts";
import type { RetryListener } from "./retry.ts";

/** What the user of a location wants to be told, and how it is ended. */
export interface LocationUse {
  readonly signal: AbortSignal;
  readonly onRetry?: RetryListener;
  /** Called once when the location has stalled; ends the use. */
  readonly onStall: (error: HoldfastError) => void;
}

/** Opens locations the way this core is set up to. */
export class LocationOpener {
  readonly #registry: PluginRegistry;
  readonly #settings: TransferSettings;
  readonly #log: Log;
  readonly #trust: (given: Trust) => Trust;
  readonly #resolver: () => (host: string) => Promise<readonly ResolvedAddress[]>;

  /**
   * @param trust completes what the user gave as trust
   * @param resolver makes the resolver of one use
   */
  constructor(
    registry: PluginRegistry,
    settings: TransferSettings,
    log: Log,
    trust: (given: Trust) => Trust,
    resolver: () => (host: string) => Promise<readonly ResolvedAddress[]>,
  ) {
    this.#registry = registry;
    this.#settings = settings;
    this.#log = log;
    this.#trust = trust;
    this.#resolver = resolver;
  }

  /** Reads a location's address; no I/O. @throws HoldfastError */
  target(request: LocationRequest): LocationTarget {
    try {
      return resolveTarget(request, this.#registry);
    } catch (error) {
      throw fromLocation(error);
    }
  }

  /** The user face of a location; it connects when it is first used. */
  open(target: LocationTarget, { signal, onStall, onRetry }: LocationUse): Location {
    return openLocation(target, {
      settings: this.#settings,
      log: this.#log,
      trust: this.#trust(target.request.trust ?? {}),
      resolve: this.#resolver(),
      signal,
      onStall,
      onRetry:
        onRetry ?? ((error, delayMs) => this.#log.warn(retryMessage(target, error, delayMs).default_message)),
    });
  }
}
