import type { SmbClient } from "./protocol/client.ts";
import type { SmbTarget } from "./target.ts";

/** How much of a file goes into one request, and how many requests are under way. */
export interface TransferLimits {
  readonly bytes: number;
  readonly requests: number;
}

/** The limits of a get that begins now: the server's credits may change. */
export function readLimits(client: SmbClient, target: SmbTarget): TransferLimits {
  return transferLimits(client.readBytes, target);
}

/** The limits of a put that begins now. */
export function writeLimits(client: SmbClient, target: SmbTarget): TransferLimits {
  return transferLimits(client.writeBytes, target);
}

function transferLimits(serverBytes: number, { requestBytes, windowBytes }: SmbTarget): TransferLimits {
  const bytes = Math.min(serverBytes, requestBytes);
  return { bytes, requests: Math.max(1, Math.floor(windowBytes / bytes)) };
}
