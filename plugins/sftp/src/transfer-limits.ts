import { operationError } from "./errors.ts";
import type { RequestLimits, SftpClient } from "./protocol/sftp-client.ts";
import type { TransferSizes } from "./target.ts";

/** What every server takes in one request (draft-ietf-secsh-filexfer-02 §3 asks for packets of 34000 bytes). */
const assuredBytes = 32 * 1024;

/** More requests than this at once gain nothing, however small they are. */
const mostRequests = 64;

/** How much of a file goes into one request, and how many requests are under way. */
export interface TransferLimits {
  readonly bytes: number;
  readonly requests: number;
}

/** The limits for reading and writing on one session. */
export interface SessionLimits {
  readonly read: TransferLimits;
  readonly write: TransferLimits;
}

/**
 * Asks the server for its limits where it can say them, and stays below them.
 *
 * @throws LocationError
 */
export async function sessionLimits(client: SftpClient, sizes: TransferSizes): Promise<SessionLimits> {
  const server = await serverLimits(client);
  return { read: transferLimits(server.read, sizes), write: transferLimits(server.write, sizes) };
}

async function serverLimits(client: SftpClient): Promise<RequestLimits> {
  if (!client.offers("limits@openssh.com")) return { read: assuredBytes, write: assuredBytes };
  try {
    return await client.limits();
  } catch (error) {
    throw operationError(error, "ask the server for its limits");
  }
}

/** @param serverBytes 0 when the server has no limit */
function transferLimits(serverBytes: number, sizes: TransferSizes): TransferLimits {
  const bytes = serverBytes === 0 ? sizes.requestBytes : Math.min(serverBytes, sizes.requestBytes);
  const requests = Math.max(1, Math.min(mostRequests, Math.floor(sizes.windowBytes / bytes)));
  return { bytes, requests };
}
