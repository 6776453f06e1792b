import type { ConnectContext, Credentials, Log, ResolvedAddress, Timeouts, Trust } from "@holdfast/contract";
import type { HoldfastError } from "../messages/holdfast-error.ts";
import { Location } from "./location.ts";
import type { LocationTarget } from "./location-request.ts";
import { defaultRetryPolicy, type RetryListener, type RetryPolicy } from "./retry.ts";
import { StallWatchdog } from "./watchdog.ts";

/** How locations are talked to. */
export interface TransferSettings {
  readonly timeouts: Timeouts;
  /** Milliseconds without a byte after which a job with waiting bytes fails. */
  readonly stallMs: number;
  readonly retry: RetryPolicy;
}

export const defaultTransferSettings: TransferSettings = {
  timeouts: { connectMs: 30_000, idleMs: 60_000 },
  stallMs: 60_000,
  retry: defaultRetryPolicy,
};

/** What a location is opened with. */
export interface OpenLocationOptions {
  readonly settings: TransferSettings;
  readonly log: Log;
  /** Completes what the user gave as trust. */
  readonly trust: Trust;
  /** Applies the location policy; its answers stay the same for a whole job. */
  readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]>;
  readonly onRetry: RetryListener;
  /** Called once when the location has stalled. */
  readonly onStall: (error: HoldfastError) => void;
  /** Ends everything under way. */
  readonly signal: AbortSignal;
}

/** The user face of a location; it connects when it is first used. */
export function openLocation(target: LocationTarget, options: OpenLocationOptions): Location {
  const { settings, log, trust, resolve, signal, onRetry, onStall } = options;
  const context: ConnectContext = {
    signal,
    log,
    timeouts: settings.timeouts,
    trust,
    credentials: credentialsOf(target),
    resolve,
  };
  const connect = () => target.plugin.connect(target.target, context);
  const watchdog = new StallWatchdog(settings.stallMs, onStall);
  return new Location(connect, { retry: settings.retry, watchdog, onRetry }, signal);
}

function credentialsOf({ request }: LocationTarget): Credentials {
  return {
    password: () => Promise.resolve(request.password),
    privateKey: () => Promise.resolve(request.privateKey),
    certificate: () => Promise.resolve(request.certificate),
    token: () => Promise.resolve(request.token),
  };
}
