import { isLocationError, LocationError } from "@holdfast/contract";
import { printable, untilAborted } from "@holdfast/contract/peer";
import type { FileHandle } from "../files/file-protocol.ts";
import { namesOf } from "../files/path.ts";
import { exportedDirectories, mount, mountProgram } from "../mount3.ts";
import { isStatus } from "../nfs-status.ts";
import { Nfs3, nfs3Program } from "../nfs3/nfs3.ts";
import { getPort } from "../portmap.ts";
import type { RpcClient } from "../rpc/rpc-client.ts";
import type { RpcProgram } from "../rpc/rpc-message.ts";
import type { Dialer } from "./dialer.ts";
import type { Mounted } from "./mounted.ts";
import type { CompleteSettings } from "./nfs-settings.ts";
import { operationError } from "./operation-error.ts";

const nfsPort = 2049;
const mostNamedExports = 8;

/** What a server may say of a path that is not exported, or not there, while one above it is. */
const tryAbove = ["NOENT", "ACCES", "NOTDIR", "INVAL", "PERM"] as const;

interface FoundMount {
  readonly base: FileHandle;
  readonly below: readonly string[];
}

/**
 * Mounts over version 3: asks the port mapper for the ports that were not given,
 * the mount daemon for the directory, then opens NFS.
 */
export async function mountVersion3(dialer: Dialer, settings: CompleteSettings): Promise<Mounted> {
  const ports = await findPorts(dialer, settings);
  const found = await dialer.withConnection(ports.mount, (rpc) => findMount(rpc, settings.path, dialer));
  const rpc = await dialer.dialStateless(ports.nfs);
  const { caller } = dialer;
  try {
    const files = await untilAborted(settings.signal, Nfs3.open(rpc, found.base, settings.requestBytes));
    return { files, caller, ...found };
  } catch (error) {
    rpc.close();
    throw operationError(error, `use the export of ${settings.path}`, caller);
  }
}

async function findPorts(
  dialer: Dialer,
  { host, port, mountPort, portmapPort }: CompleteSettings,
): Promise<{ readonly nfs: number; readonly mount: number }> {
  if (mountPort !== undefined) return { nfs: port ?? nfsPort, mount: mountPort };
  return dialer.withConnection(portmapPort, async (rpc) => {
    const ask = (program: RpcProgram): Promise<number | undefined> =>
      getPort(rpc, program).catch((error: unknown) => {
        throw operationError(error, `ask the port mapper of ${host}`, dialer.caller);
      });
    const mount = await ask(mountProgram);
    if (mount === undefined) throw notRegistered(host);
    return { nfs: port ?? (await ask(nfs3Program)) ?? nfsPort, mount };
  });
}

/** Mounts the directory, or the nearest one above it that the server lets mount. */
async function findMount(rpc: RpcClient, path: string, dialer: Dialer): Promise<FoundMount> {
  const names = namesOf(path);
  let refusal: unknown;
  for (let length = names.length; length >= 0; length--) {
    const mounted = `/${names.slice(0, length).join("/")}`;
    try {
      return { base: await mount(rpc, mounted), below: names.slice(length) };
    } catch (error) {
      if (!isStatus(error, ...tryAbove)) throw operationError(error, `mount ${mounted}`, dialer.caller);
      // An export that is forbidden says more than a directory below it that is not there; the root says nothing.
      if (refusal === undefined || (length > 0 && isStatus(refusal, "NOENT"))) refusal = error;
    }
  }
  throw await refusedMount(rpc, path, refusal, dialer);
}

/** Says which exports there are: most often the path is misspelt. */
async function refusedMount(
  rpc: RpcClient,
  path: string,
  refusal: unknown,
  dialer: Dialer,
): Promise<unknown> {
  const explained = operationError(refusal, `mount ${path}`, dialer.caller);
  const named = await exportedDirectories(rpc).catch(() => undefined);
  if (named === undefined || !isLocationError(explained)) return explained;
  const isExported = named.some((directory) => `${path}/`.startsWith(directory.replace(/\/*$/, "/")));
  const why = isExported ? explained.message : `Could not mount ${path}: the server does not export it.`;
  return new LocationError({
    code: isExported ? explained.code : "not-found",
    retry: "never",
    message: `${why} ${listOf(named)}`,
    ...(explained.peerCode === undefined ? {} : { peerCode: explained.peerCode }),
    cause: refusal,
  });
}

function listOf(exports: readonly string[]): string {
  if (exports.length === 0) return "It exports nothing.";
  const more = exports.length > mostNamedExports ? " and more" : "";
  return `It exports ${exports.slice(0, mostNamedExports).map(printable).join(", ")}${more}.`;
}

function notRegistered(host: string): LocationError {
  return new LocationError({
    code: "unsupported",
    retry: "never",
    message: `${host} does not offer NFS version 3: its port mapper knows no mount service, version 3, over TCP.`,
  });
}
