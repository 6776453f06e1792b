import type { ConnectContext, LocationSession } from "@holdfast/contract";
import { untilAborted, withinConnectTime } from "@holdfast/contract/peer";
import { SshConnection } from "./connection.ts";
import { SftpSession } from "./session.ts";
import { startSftp } from "./start-sftp.ts";
import type { SftpTarget } from "./target.ts";
import { sessionLimits } from "./transfer-limits.ts";

/** Logs in and starts the SFTP subsystem. @throws LocationError */
export function openSession(target: SftpTarget, context: ConnectContext): Promise<LocationSession> {
  return withinConnectTime(context, `${target.host}:${target.port}`, async (signal) => {
    const connection = await SshConnection.open(target, context, signal);
    try {
      return await untilAborted(signal, startSession(connection, target, context.timeouts.idleMs));
    } catch (error) {
      void connection.close();
      throw error;
    }
  });
}

async function startSession(
  connection: SshConnection,
  target: SftpTarget,
  idleMs: number,
): Promise<SftpSession> {
  const client = await startSftp(connection, idleMs);
  return new SftpSession(client, connection, target.directory, await sessionLimits(client, target));
}
