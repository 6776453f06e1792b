import type { ResolvedAddress } from "@holdfast/contract";
import { connectTcp } from "@holdfast/contract/peer";
import type { Socket } from "node:net";

const receiveBytes = 256 * 1024;

/**
 * Connects to the first of the addresses that answers. One buffer does for all
 * that is received: the client copies at once what it is given.
 *
 * @param server for messages
 * @throws LocationError `unreachable`; or the signal's reason
 */
export async function connectWithOneBuffer(
  server: string,
  addresses: readonly ResolvedAddress[],
  port: number,
  connectMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket: Socket = await connectTcp(server, addresses, port, connectMs, signal, {
    onread: {
      buffer: Buffer.alloc(receiveBytes),
      callback: (length, buffer) => {
        socket.emit("data", (buffer as Buffer).subarray(0, length));
        return true;
      },
    },
  });
  return socket;
}
