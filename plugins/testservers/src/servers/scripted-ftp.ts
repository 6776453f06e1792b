import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { TlsIdentity } from "../tls-identity.ts";

/** What a scripted server does with one command; `undefined` leaves it to the usual answer. */
export type FtpAnswer = (argument: string, server: ScriptedFtpServer) => string | undefined;

/**
 * An FTP server that does what real ones do not: it answers each command with a
 * fixed text, unless told otherwise, and writes down the bytes that it was sent.
 */
export class ScriptedFtpServer {
  readonly user = "holdfast";
  readonly password = "password";
  /** The bytes of all commands, as they came. */
  received: Buffer = Buffer.alloc(0);
  /** What it sends on data connections. */
  content: Uint8Array = Buffer.alloc(0);
  /** Whether a data connection stays open after the content. */
  holdsData = false;
  dataConnections = 0;
  readonly #answers: Readonly<Record<string, FtpAnswer>>;
  readonly #control: Server;
  readonly #data: Server;
  readonly #sockets = new Set<Socket>();
  #controlSocket: Socket | undefined;
  #dataSocket: Socket | undefined;
  #sends = false;
  #uploaded = 0;

  private constructor(
    answers: Readonly<Record<string, FtpAnswer>>,
    greeting: string,
    identity: TlsIdentity | undefined,
  ) {
    this.#answers = answers;
    this.#control = listening(identity, (socket) => this.#converse(socket, greeting));
    this.#data = listening(identity, (socket) => this.#transfer(socket));
  }

  /**
   * @param answers by command; each gives the reply's lines
   * @param identity of a server with implicit TLS; without it there is none
   */
  static async start(
    answers: Readonly<Record<string, FtpAnswer>> = {},
    greeting = "220 ready\r\n",
    identity?: TlsIdentity,
  ): Promise<ScriptedFtpServer> {
    const server = new ScriptedFtpServer(answers, greeting, identity);
    await Promise.all([once(server.#control, "listening"), once(server.#data, "listening")]);
    return server;
  }

  get port(): number {
    return (this.#control.address() as AddressInfo).port;
  }

  get dataPort(): number {
    return (this.#data.address() as AddressInfo).port;
  }

  /** Sends on the control connection. */
  say(bytes: string | Uint8Array): void {
    this.#controlSocket?.write(bytes);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#control.close();
    this.#data.close();
    await Promise.all([once(this.#control, "close"), once(this.#data, "close")]);
  }

  #converse(socket: Socket, greeting: string): void {
    this.#controlSocket = socket;
    this.#keep(socket);
    socket.write(greeting);
    let begun = "";
    socket.on("data", (data: Buffer) => {
      this.received = Buffer.concat([this.received, data]);
      const lines = (begun + data.toString("latin1")).split("\r\n");
      begun = lines.pop() ?? "";
      for (const line of lines) {
        const [, command = "", argument = ""] = /^(\S+) ?(.*)$/.exec(line) ?? [];
        socket.write(this.#answers[command]?.(argument, this) ?? this.#usual(command));
        if (command === "EPSV" || command === "PASV") this.#dataSocket = undefined;
        this.#sends = /^(RETR|MLSD|LIST|NLST)$/.test(command);
        this.#send();
      }
    });
  }

  #usual(command: string): string {
    const replies: Readonly<Record<string, string>> = {
      USER: "331 password?",
      PASS: "230 in",
      FEAT: "211-Features:\r\n SIZE\r\n REST STREAM\r\n MLST type*;size*;modify*;\r\n211 End",
      PWD: '257 "/" is it',
      EPSV: `229 ok (|||${this.dataPort}|)`,
      PASV: `227 ok (127,0,0,1,${this.dataPort >> 8},${this.dataPort & 0xff})`,
      SIZE: `213 ${Math.max(this.content.length, this.#uploaded)}`,
      RNFR: "350 and?",
      REST: "350 there",
      MKD: '257 "x" made',
    };
    if (/^(STOR|RETR|MLSD|LIST|NLST)$/.test(command)) return "150 here it comes\r\n";
    return `${replies[command] ?? "200 ok"}\r\n`;
  }

  #transfer(socket: Socket): void {
    this.dataConnections += 1;
    this.#keep(socket);
    this.#uploaded = 0;
    socket.on("data", (data: Buffer) => (this.#uploaded += data.length));
    socket.on("end", () => this.say("226 done\r\n"));
    this.#dataSocket = socket;
    this.#send();
  }

  /** The data connection may come before or after the command that uses it. */
  #send(): void {
    if (!this.#sends || this.#dataSocket === undefined) return;
    this.#dataSocket.write(this.content);
    if (!this.holdsData) this.#dataSocket.end();
    this.#sends = false;
    this.#dataSocket = undefined;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}

function listening(identity: TlsIdentity | undefined, onConnection: (socket: Socket) => void): Server {
  const server =
    identity === undefined
      ? createServer(onConnection)
      : createTlsServer({ cert: identity.certificatePem, key: identity.privateKeyPem }, onConnection);
  server.on("tlsClientError", () => {});
  return server.listen(0, "127.0.0.1");
}
