import {
  type ConnectContext,
  isLocationError,
  LocationError,
  type LocationSession,
} from "@holdfast/contract";
import { untilAborted, withinConnectTime } from "@holdfast/contract/peer";
import {
  sessionLimits,
  type SftpClient,
  SftpSession,
  SshConnection,
  startSftp,
  transferSizes,
} from "@holdfast/location-sftp/ssh";
import { CommandHost } from "./command-host.ts";
import { CommandSession } from "./command-session.ts";
import { commandOffers } from "./offers.ts";
import { ScpSession } from "./scp-session.ts";
import type { ScpTarget } from "./target.ts";

/** Logs in, and makes of what the server offers a session. @throws LocationError */
export function openSession(target: ScpTarget, context: ConnectContext): Promise<LocationSession> {
  return withinConnectTime(context, `${target.host}:${target.port}`, async (signal) => {
    const connection = await SshConnection.open(target, context, signal);
    try {
      return await untilAborted(signal, startSession(connection, target, context, signal));
    } catch (error) {
      void connection.close();
      throw error;
    }
  });
}

async function startSession(
  connection: SshConnection,
  { directory }: ScpTarget,
  { timeouts, log }: ConnectContext,
  signal: AbortSignal,
): Promise<LocationSession> {
  const host = new CommandHost(connection, timeouts.idleMs);
  // One after the other, and SFTP first: where only one channel is allowed, it is the better one.
  const client = await sftpClient(connection, timeouts.idleMs);
  const offers = await commandOffers(host, log, signal);
  if (client !== undefined) {
    const limits = await sessionLimits(client, transferSizes({}));
    const sftp = new SftpSession(client, connection, directory, limits);
    if (offers.transfer) return new ScpSession(host, directory, sftp);
    log.info(`${connection.server}: the server has no scp for this user; files go over SFTP.`);
    return sftp;
  }
  if (offers.transfer && offers.directories) {
    log.info(`${connection.server}: the server has no SFTP for this user; commands do everything.`);
    return new ScpSession(host, directory, new CommandSession(host, directory, offers.ranges));
  }
  throw new LocationError({
    code: "unsupported",
    retry: "never",
    message:
      `${connection.server}: the server offers neither SFTP to this user nor what SCP needs instead: ` +
      `a POSIX shell that prints nothing by itself, and the programs scp, mkdir, mv, rm, rmdir, ls and df.`,
  });
}

async function sftpClient(connection: SshConnection, idleMs: number): Promise<SftpClient | undefined> {
  try {
    return await startSftp(connection, idleMs);
  } catch (error) {
    if (isLocationError(error) && error.code === "unsupported") return undefined;
    throw error;
  }
}
