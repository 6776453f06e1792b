import { type ConnectContext, isLocationError, type LocationSession } from "@holdfast/contract";
import { withinConnectTime } from "@holdfast/contract/peer";
import { openSession } from "@holdfast/location-ftp/client";
import type { FtpsTarget } from "./target.ts";
import { TlsProtection } from "./tls-protection.ts";

/** What servers say when a data connection does not resume the control connection's TLS session. */
const dataConnectionRefused = ["425", "522"];

/**
 * Opens a session. With TLS 1.3 it tries a data connection, and where the server
 * refuses that, connects once more with TLS 1.2: some servers want the session of the control connection
 * resumed, and do not recognise it in 1.3, where it is resumed in another way.
 *
 * @throws LocationError; or the context signal's reason
 */
export function openFtpsSession(target: FtpsTarget, context: ConnectContext): Promise<LocationSession> {
  const server = `${target.host}:${target.port}`;
  return withinConnectTime(context, server, async (signal) => {
    const bounded = { ...context, signal };
    const protection = await TlsProtection.prepare(target, bounded, target.maxVersion);
    const session = await openSession(target, bounded, protection);
    if (protection.version !== "TLSv1.3") return session;
    try {
      await session.tryDataConnection(signal);
      return session;
    } catch (error) {
      await session.close();
      const refused = isLocationError(error) && dataConnectionRefused.includes(error.peerCode ?? "");
      if (!refused) throw error;
      context.log.warn(`${server} refuses data connections with TLS 1.3 (${error.message}); trying TLS 1.2.`);
    }
    return openSession(target, bounded, await TlsProtection.prepare(target, bounded, "TLSv1.2"));
  });
}
