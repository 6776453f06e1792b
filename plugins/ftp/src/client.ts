import type { ConnectContext } from "@holdfast/contract";
import { connectTcp, printable, untilAborted, withinConnectTime } from "@holdfast/contract/peer";
import { ControlConnection } from "./control-connection.ts";
import { failure, protocolError, replyError } from "./errors.ts";
import { Features } from "./features.ts";
import { greeted, logIn } from "./login.ts";
import { PassiveMode } from "./passive-mode.ts";
import type { Protection } from "./protection.ts";
import { isDone } from "./reply.ts";
import { FtpSession } from "./session.ts";
import type { FtpTarget } from "./target.ts";

export { connectionLost, failure } from "./errors.ts";
export type { Protection, ProtectedSocket } from "./protection.ts";
export type { FtpSession } from "./session.ts";

/**
 * Connects, logs in and makes the settings of a session, within `timeouts.connectMs`.
 *
 * @param protection TLS for all connections; without it there is none
 * @throws LocationError; or the context signal's reason
 */
export function openSession(
  target: FtpTarget,
  context: ConnectContext,
  protection?: Protection,
): Promise<FtpSession> {
  const server = `${target.host}:${target.port}`;
  const { connectMs, idleMs } = context.timeouts;
  return withinConnectTime(context, server, async (signal) => {
    const addresses = await untilAborted(signal, context.resolve(target.host));
    const socket = await connectTcp(server, addresses, target.port, connectMs, signal);
    const control = new ControlConnection(server, socket, idleMs);
    try {
      const passive = new PassiveMode(control, protection, idleMs);
      return await untilAborted(signal, startSession(control, passive, target, context, protection));
    } catch (error) {
      control.fail(failure("connection-lost", "new-session", `${server}: the session was not made.`));
      throw error;
    }
  });
}

async function startSession(
  control: ControlConnection,
  passive: PassiveMode,
  target: FtpTarget,
  { credentials, log }: ConnectContext,
  protection: Protection | undefined,
): Promise<FtpSession> {
  if (protection?.implicit === true) await secure(control, protection);
  await greeted(control);
  if (protection?.implicit === false) {
    const reply = await control.send("AUTH TLS");
    if (reply.code !== 234) {
      const message = `${control.server}: the server refuses TLS: it answered AUTH TLS with “${printable(reply.text)}”.`;
      throw failure("unsupported", "never", message);
    }
    await secure(control, protection);
  }
  await logIn(control, target.user, credentials);
  if (protection !== undefined) await protectData(control);
  const features = new Features(await control.send("FEAT"));
  await setUp(control, features);
  const login = await loginDirectory(control);
  log.debug(`${control.server}: logged in, the directory is ${login}`);
  return new FtpSession(control, passive, features, { login, location: locationIn(login, target) });
}

async function secure(control: ControlConnection, protection: Protection): Promise<void> {
  const { socket, ready } = protection.protect(control.socket);
  await ready;
  control.secure(socket);
}

/** Data connections are protected like the control connection, or not made at all (RFC 4217 §9). */
async function protectData(control: ControlConnection): Promise<void> {
  for (const command of ["PBSZ 0", "PROT P"]) {
    const reply = await control.send(command);
    if (!isDone(reply))
      throw replyError(reply, `protect the data connections (${command})`, "", "unsupported");
  }
}

async function setUp(control: ControlConnection, features: Features): Promise<void> {
  const reply = await control.send("TYPE I");
  if (!isDone(reply)) throw replyError(reply, "transfer bytes as they are (TYPE I)", "", "unsupported");
  // Neither has to succeed: they are wishes.
  if (features.has("UTF8")) await control.send("OPTS UTF8 ON");
  if (features.has("MLST")) await control.send("OPTS MLST type;size;modify;");
}

/** Where the login ended: `257 "/home/me" …`, with quotes inside doubled (RFC 959 appendix II). */
async function loginDirectory(control: ControlConnection): Promise<string> {
  const reply = await control.send("PWD");
  if (reply.code !== 257)
    throw replyError(reply, "ask for the directory of the login (PWD)", "", "unsupported");
  const path = /^257 "((?:[^"]|"")*)"/.exec(reply.text)?.[1]?.replaceAll('""', '"') ?? "";
  if (!path.startsWith("/") || /\p{Cc}/u.test(path))
    throw protocolError("The server answered PWD without an absolute path.");
  return path;
}

function locationIn(login: string, { directory }: FtpTarget): string {
  if (directory.startsWith("/")) return directory;
  return directory === "" ? login : `${login === "/" ? "" : login}/${directory}`;
}
