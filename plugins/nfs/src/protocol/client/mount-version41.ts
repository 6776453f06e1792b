import { LocationError } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { namesOf, reach } from "../files/path.ts";
import { Nfs41 } from "../nfs4/nfs41.ts";
import type { Dialer } from "./dialer.ts";
import type { Mounted } from "./mounted.ts";
import type { CompleteSettings } from "./nfs-settings.ts";

const nfsPort = 2049;

/**
 * Opens a session of version 4.1 and follows the directory's path down the
 * server's name space, as far as it leads.
 *
 * @throws NfsStatusError, RpcError, LocationError
 */
export async function mountVersion41(dialer: Dialer, settings: CompleteSettings): Promise<Mounted> {
  const { path, port = nfsPort, requestBytes, signal } = settings;
  const rpc = await dialer.dial(port);
  try {
    const files = await untilAborted(signal, Nfs41.open(rpc, requestBytes));
    const names = namesOf(path);
    const { directory, missing } = await untilAborted(signal, reach(files, files.root, names));
    const isHidden = names.length > 0 && missing.length === names.length;
    // A root that the server makes up takes no new entries.
    if (isHidden && !(await untilAborted(signal, files.mayExtend(files.root)))) throw hidden(names, dialer);
    return { files, base: directory, below: missing, caller: dialer.caller };
  } catch (error) {
    rpc.close();
    throw error;
  }
}

/** Servers show a client only the exports that it may use. */
function hidden([name = ""]: readonly string[], { caller }: Dialer): LocationError {
  const port = caller.isReservedPort
    ? ""
    : ", or takes connections from ports below 1024 only: set “insecure” on the export, or run as root";
  return new LocationError({
    code: "not-found",
    retry: "never",
    message: `The server shows no export /${name} over NFS 4.1: it has another name there, is not exported to this host${port}.`,
  });
}
