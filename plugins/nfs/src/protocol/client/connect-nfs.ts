import { isLocationError } from "@holdfast/contract";
import { namesOf } from "../files/path.ts";
import { isStatus } from "../nfs-status.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { Dialer } from "./dialer.ts";
import { mountVersion3 } from "./mount-version3.ts";
import { mountVersion41 } from "./mount-version41.ts";
import type { Mounted } from "./mounted.ts";
import { NfsClient } from "./nfs-client.ts";
import { completeSettings, type CompleteSettings, type NfsSettings } from "./nfs-settings.ts";
import { operationError } from "./operation-error.ts";

/**
 * Opens a session with an NFS server, without a mount. The directory need not
 * exist below its export: `put` makes it.
 *
 * @throws LocationError; or the signal's reason
 */
export async function connectNfs(given: NfsSettings): Promise<NfsClient> {
  const settings = completeSettings(given);
  settings.signal.throwIfAborted();
  const dialer = await Dialer.create(settings);
  try {
    return new NfsClient(await mounted(dialer, settings), settings.windowBytes);
  } catch (error) {
    throw operationError(error, `open ${settings.path} on ${settings.host}`, dialer.caller);
  }
}

async function mounted(dialer: Dialer, settings: CompleteSettings): Promise<Mounted> {
  if (settings.version === "3") return mountVersion3(dialer, settings);
  if (settings.version === "4.1") return mountVersion41(dialer, settings);
  return negotiate(dialer, settings);
}

/**
 * 4.1 where the server has it and the path leads somewhere in its name space;
 * else 3, where exports may have other names; else 4.1 after all.
 */
async function negotiate(dialer: Dialer, settings: CompleteSettings): Promise<Mounted> {
  const { signal } = settings;
  const names = namesOf(settings.path);
  let newer: Mounted | undefined;
  let refusal: unknown;
  try {
    newer = await mountVersion41(dialer, settings);
    if (newer.below.length < names.length || names.length === 0) return newer;
  } catch (error) {
    if (signal.aborted || !mayHaveVersion3(error, settings)) throw error;
    refusal = error;
  }
  try {
    const older = await mountVersion3(dialer, settings);
    await newer?.files.close();
    return older;
  } catch (error) {
    if (newer !== undefined && !signal.aborted) return newer;
    // A server where nothing answers is best described by its usual port.
    throw isUnreachable(error) && !signal.aborted ? refusal : error;
  }
}

function mayHaveVersion3(error: unknown, { port }: CompleteSettings): boolean {
  if (error instanceof RpcError) return error.isVersionMissing;
  if (isUnreachable(error)) return port === undefined;
  return isStatus(error, "MINOR_VERS_MISMATCH") || (isLocationError(error) && error.code === "not-found");
}

function isUnreachable(error: unknown): boolean {
  return isLocationError(error) && error.code === "unreachable";
}
