import type { LocationError } from "@holdfast/contract";
import { connectTcp, within } from "@holdfast/contract/peer";
import { isIPv6 } from "node:net";
import type { ControlConnection } from "./control-connection.ts";
import { failure, protocolError, replyError } from "./errors.ts";
import type { Protection, ProtectedSocket } from "./protection.ts";
import { isDone, type Reply } from "./reply.ts";

/** Commands that the server refuses as not known to it, so that another may be tried. */
const unknown = [500, 501, 502, 504, 522];

/** `(|||6446|)`; some servers use other delimiters, which RFC 2428 §3 allows. */
const extendedReply = /\(([!-~])\1\1(\d{1,5})\1\)/;

/** `h1,h2,h3,h4,p1,p2`, with or without parentheses (RFC 1123 §4.1.2.6). */
const passiveReply = /(?<!\d)(?:\d{1,3},){4}(\d{1,3}),(\d{1,3})(?!\d)/;

/**
 * Opens data connections, always to the address of the control connection: what
 * host a server names in its reply to PASV is ignored, so that it cannot make
 * this client connect to others, and need not know its own address behind NAT.
 */
export class PassiveMode {
  readonly #control: ControlConnection;
  readonly #protection: Protection | undefined;
  readonly #idleMs: number;
  #extended = true;

  constructor(control: ControlConnection, protection: Protection | undefined, idleMs: number) {
    this.#control = control;
    this.#protection = protection;
    this.#idleMs = idleMs;
  }

  /**
   * Opens a connection for the next transfer. TLS on it ends its handshake after
   * the transfer's command, so that it is not awaited here.
   *
   * @throws LocationError; or the signal's reason
   */
  async connect(signal: AbortSignal): Promise<ProtectedSocket> {
    const address = this.#control.socket.remoteAddress ?? "";
    const port = await this.#port(isIPv6(address));
    const peer = `port ${port} of ${address}, where the server waits for the data`;
    const late = unreachableData(peer, `no answer within ${this.#idleMs / 1000} seconds`);
    const addresses = [{ address, family: isIPv6(address) ? 6 : 4 } as const];
    const socket = await within(this.#idleMs, late, signal, (until) =>
      connectTcp(peer, addresses, port, this.#idleMs, until),
    );
    // Errors are seen where the socket is read and written.
    socket.on("error", () => {});
    return this.#protection?.protect(socket) ?? { socket, ready: Promise.resolve() };
  }

  async #port(onlyExtended: boolean): Promise<number> {
    if (this.#extended) {
      const reply = await this.#control.send("EPSV");
      if (isDone(reply)) return extendedPort(reply);
      if (onlyExtended || !unknown.includes(reply.code)) throw refused(reply);
      this.#extended = false;
    }
    const reply = await this.#control.send("PASV");
    if (!isDone(reply)) throw refused(reply);
    return passivePort(reply);
  }
}

/** @throws LocationError `protocol` */
export function extendedPort({ text }: Reply): number {
  return checkedPort(Number(extendedReply.exec(text)?.[2]), "EPSV");
}

/** @throws LocationError `protocol` */
export function passivePort({ text }: Reply): number {
  const [, high, low] = passiveReply.exec(text.slice(3)) ?? [];
  const isValid = Number(high) < 256 && Number(low) < 256;
  return checkedPort(isValid ? Number(high) * 256 + Number(low) : Number.NaN, "PASV");
}

function checkedPort(port: number, command: string): number {
  if (port > 0 && port < 65_536) return port;
  throw protocolError(`The server answered ${command} without a port.`);
}

function refused(reply: Reply): LocationError {
  return replyError(reply, "open a data connection", "", "unsupported");
}

function unreachableData(peer: string, reason: string): LocationError {
  return failure("timeout", "new-session", `No connection to ${peer}: ${reason}.`);
}
