import { type Credentials, LocationError } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { ControlConnection } from "./control-connection.ts";
import { failure, protocolError, replyError } from "./errors.ts";
import { isDone, type Reply } from "./reply.ts";

/**
 * Waits for the greeting.
 *
 * @throws LocationError `busy` when the server wants no more connections
 */
export async function greeted(control: ControlConnection): Promise<void> {
  const reply = await control.greeting();
  if (reply.code === 220) return;
  const said = `${control.server}: the server greeted with “${printable(reply.text)}”`;
  if (needsTls(reply)) throw failure("unsupported", "never", `${said}; use a location of the type FTPS.`);
  if (reply.code === 421) throw failure("busy", "new-session", `${said}; it may have too many connections.`);
  throw failure("protocol", "never", `${said}.`);
}

/**
 * Logs in with USER and, where the server asks for it, PASS (RFC 959 §4.1.1).
 *
 * @throws LocationError `unauthenticated`, `busy`; `unsupported` when the server wants TLS
 */
export async function logIn(
  control: ControlConnection,
  user: string,
  credentials: Credentials,
): Promise<void> {
  const password = (await credentials.password())?.reveal();
  if (password !== undefined && /[\r\n\0]/.test(password))
    throw refused(control, "the password contains a line end or NUL, which FTP cannot express");
  const named = await control.send(`USER ${user}`);
  if (isDone(named)) return;
  if (named.code !== 331) throw loginError(control, named, password);
  if (password === undefined) throw refused(control, "the server asks for a password and none was given");
  const reply = await control.send(`PASS ${password}`);
  if (!isDone(reply)) throw loginError(control, reply, password);
}

function loginError(
  control: ControlConnection,
  { code, text }: Reply,
  password: string | undefined,
): LocationError {
  // A server may repeat what it was told.
  const words = password === undefined || password === "" ? text : text.replaceAll(password, "###");
  const reply = { code, text: words };
  const said = `the server said “${printable(words)}”`;
  if (needsTls(reply)) {
    const message = `${control.server} admits nobody without TLS; use a location of the type FTPS (${said}).`;
    return failure("unsupported", "never", message);
  }
  if (code === 421 || /too many|maximum number/i.test(words)) {
    return failure("busy", "new-session", `${control.server} refuses one more session: ${said}.`);
  }
  if (code < 400 && code !== 332)
    return protocolError(`${control.server} answered the login oddly: ${said}.`);
  if (code >= 500 || code === 332 || code === 430) return refused(control, said, code);
  return replyError(reply, `log in to ${control.server}`, "", "unauthenticated");
}

function needsTls({ code, text }: Reply): boolean {
  return code >= 400 && /\b(TLS|SSL)\b|encrypt|cleartext/i.test(text);
}

function refused(control: ControlConnection, reason: string, code?: number): LocationError {
  return new LocationError({
    code: "unauthenticated",
    retry: "never",
    message: `${control.server}: the login was refused: ${reason}.`,
    ...(code === undefined ? {} : { peerCode: String(code) }),
  });
}
