import { isLocationError, type LocationError } from "@holdfast/contract";
import { once } from "node:events";
import { notOffered } from "./connection-errors.ts";
import type { SshConnection } from "./connection.ts";
import { SftpClient } from "./protocol/sftp-client.ts";

/**
 * Starts the SFTP subsystem.
 *
 * @param idleMs how long the server may owe an answer without sending anything
 * @throws LocationError `unsupported` when the server has no SFTP for this user; the connection is then still of use
 */
export async function startSftp(connection: SshConnection, idleMs: number): Promise<SftpClient> {
  const state = { isOpen: false, hasExited: false };
  const [channel, closed] = await connection.subsystem("sftp", (opened) => {
    // What the subsystem says on its standard error would otherwise fill the connection's window.
    opened.stderr.resume();
    opened.once("exit", () => (state.hasExited = true));
    return [opened, once(opened, "close").catch(() => {})] as const;
  });
  const guarded = {
    ended: connection.ended,
    destroy: (reason: LocationError) => void (state.isOpen && connection.destroy(reason)),
  };
  try {
    const client = await SftpClient.open(guarded, channel, idleMs);
    state.isOpen = true;
    return client;
  } catch (error) {
    if (!isLocationError(error) || error.code !== "connection-lost") throw error;
    // Dropbear starts what it takes for an SFTP server, and finds out after its answer that there is none.
    await Promise.race([closed, connection.ended]);
    throw state.hasExited ? notOffered(connection.server, "sftp", error) : error;
  }
}
