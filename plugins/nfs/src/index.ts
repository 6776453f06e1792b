import type { ConnectContext, LocationPlugin, LocationSession } from "@holdfast/contract";
import { withinConnectTime } from "@holdfast/contract/peer";
import { connectNfs } from "./protocol/client/connect-nfs.ts";
import { type NfsTarget, options, parseTarget } from "./target.ts";

export type { NfsTarget } from "./target.ts";

/** The location type NFS. */
export const nfs: LocationPlugin<NfsTarget> = {
  contract: 1,
  name: "@holdfast/location-nfs",
  types: ["NFS"],
  options,
  parse: parseTarget,
  connect: openSession,
};

function openSession(target: NfsTarget, context: ConnectContext): Promise<LocationSession> {
  const { mayUseReservedPort, ...settings } = target;
  return withinConnectTime(context, target.host, async (signal) => {
    const client = await connectNfs({
      ...settings,
      ...(mayUseReservedPort ? {} : { reservedPort: false }),
      idleMs: context.timeouts.idleMs,
      signal,
      resolve: (host) => context.resolve(host),
    });
    context.log.debug(`${target.host}: NFS version ${client.version}`);
    return client;
  });
}
