import { namesOf, reach } from "../files/path.ts";
import { Nfs41 } from "../nfs4/nfs41.ts";
import { untilAborted } from "../until-aborted.ts";
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
    const { directory, missing } = await untilAborted(signal, reach(files, files.root, namesOf(path)));
    return { files, base: directory, below: missing, caller: dialer.caller };
  } catch (error) {
    rpc.close();
    throw error;
  }
}
