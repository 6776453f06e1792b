import { type ConnectContext, LocationError, type LocationSession } from "@holdfast/contract";
import { untilAborted, withinConnectTime } from "@holdfast/contract/peer";
import type { Socket } from "node:net";
import { operationError } from "./errors.ts";
import { SmbClient, type SmbLogin } from "./protocol/client.ts";
import { SmbSession } from "./session.ts";
import type { SmbTarget } from "./target.ts";
import { connectWithOneBuffer } from "./tcp.ts";

/** Logs in and connects to the share. @throws LocationError; or the signal's reason */
export function openSession(target: SmbTarget, context: ConnectContext): Promise<LocationSession> {
  const server = `${target.host}:${target.port}`;
  return withinConnectTime(context, server, async (signal) => {
    const login = await untilAborted(signal, loginOf(target, context.credentials));
    const addresses = await untilAborted(signal, context.resolve(target.host));
    const socket = await connectWithOneBuffer(
      server,
      addresses,
      target.port,
      context.timeouts.connectMs,
      signal,
    );
    try {
      return await untilAborted(signal, startSession(socket, login, target, context));
    } catch (error) {
      socket.destroy();
      throw error;
    }
  });
}

async function loginOf(
  { user }: SmbTarget,
  credentials: ConnectContext["credentials"],
): Promise<SmbLogin | undefined> {
  if (user === undefined) return undefined;
  const password = await credentials.password();
  if (password !== undefined) return { user: user.name, domain: user.domain, password };
  throw new LocationError({
    code: "unauthenticated",
    retry: "never",
    message: "No password was given; SMB needs one.",
  });
}

async function startSession(
  socket: Socket,
  login: SmbLogin | undefined,
  target: SmbTarget,
  { log, timeouts }: ConnectContext,
): Promise<SmbSession> {
  const { host, port, policy, share } = target;
  const server = `${host}:${port}`;
  try {
    const client = await SmbClient.open(socket, { server: host, login, policy, idleMs: timeouts.idleMs });
    log.debug(`${server}: SMB ${client.dialect}, ${client.protection ?? "neither signed nor encrypted"}`);
    if (client.protection === undefined)
      log.warn(`${server}: a guest's session, whose messages anybody can alter.`);
    return new SmbSession(client, await connectShare(client, share, server), target);
  } catch (error) {
    throw operationError(error, `log in to ${server}`);
  }
}

async function connectShare(
  client: SmbClient,
  share: string,
  server: string,
): ReturnType<SmbClient["connectTree"]> {
  try {
    return await client.connectTree(share);
  } catch (error) {
    throw operationError(error, `connect to the share ${share} of ${server}`);
  }
}
