import type { TlsIdentity } from "@holdfast/testservers";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, TLSSocket } from "node:tls";

/** What a scripted server does otherwise than a real one. */
export interface Script {
  readonly control: TlsIdentity;
  /** Who answers on the data connections; the same as on the control connection when left out. */
  readonly data?: TlsIdentity;
  /** Settings of TLS beside the certificate. */
  readonly tls?: TlsOptions;
  /** Whether TLS begins after AUTH TLS only. */
  readonly explicit?: boolean;
  /** What replaces the usual reply to a command; `socket` is the control connection. */
  readonly replies?: Readonly<Record<string, (socket: Socket) => string>>;
}

/** An FTPS server that answers with fixed texts, lists nothing, and writes down the commands it was sent. */
export class ScriptedTlsServer {
  readonly user = "holdfast";
  readonly password = "password";
  readonly commands: string[] = [];
  /** The common names of the certificates that clients have shown. */
  readonly clients: (string | undefined)[] = [];
  readonly #script: Script;
  readonly #control: Server;
  readonly #data: Server;
  readonly #sockets = new Set<Socket>();
  #controlSocket: Socket | undefined;

  private constructor(script: Script) {
    this.#script = script;
    const greet = (socket: Socket): void => {
      socket.write("220 ready\r\n");
      this.#converse(socket);
    };
    this.#control =
      script.explicit === true ? createTcpServer(greet) : createTlsServer(this.#tls(script.control), greet);
    this.#data = createTlsServer(this.#tls(script.data ?? script.control), (socket) => {
      this.#keep(socket);
      socket.on("end", () => this.#controlSocket?.write("226 done\r\n"));
      socket.end();
    });
    for (const each of [this.#control, this.#data]) {
      each.on("tlsClientError", () => {});
      each.listen(0, "127.0.0.1");
    }
  }

  static async start(script: Script): Promise<ScriptedTlsServer> {
    const server = new ScriptedTlsServer(script);
    await Promise.all([once(server.#control, "listening"), once(server.#data, "listening")]);
    return server;
  }

  get port(): number {
    return (this.#control.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#control.close();
    this.#data.close();
    await Promise.all([once(this.#control, "close"), once(this.#data, "close")]);
  }

  #tls({ certificatePem, privateKeyPem }: TlsIdentity): TlsOptions {
    return {
      cert: certificatePem,
      key: privateKeyPem,
      requestCert: true,
      rejectUnauthorized: false,
      ...this.#script.tls,
    };
  }

  #converse(socket: Socket): void {
    this.#controlSocket = socket;
    this.#keep(socket);
    if (socket instanceof TLSSocket) this.clients.push(socket.getPeerCertificate().subject?.CN?.toString());
    socket.on("data", (data: Buffer) => {
      for (const line of data.toString().split("\r\n").slice(0, -1)) this.#obey(socket, line);
    });
  }

  #obey(socket: Socket, line: string): void {
    this.commands.push(line);
    const command = line.split(" ")[0] ?? "";
    socket.write(this.#script.replies?.[command]?.(socket) ?? this.#usual(command));
    if (command !== "AUTH" || this.#script.explicit !== true) return;
    socket.removeAllListeners("data");
    const secure = new TLSSocket(socket, { isServer: true, ...this.#tls(this.#script.control) });
    secure.once("secure", () => this.#converse(secure));
    secure.on("error", () => {});
  }

  #usual(command: string): string {
    const { port } = this.#data.address() as AddressInfo;
    const replies: Readonly<Record<string, string>> = {
      AUTH: "234 go on",
      USER: "331 password?",
      PASS: "230 in",
      FEAT: "211-Features:\r\n SIZE\r\n MLST type*;size*;\r\n211 End",
      PWD: '257 "/" is it',
      EPSV: `229 ok (|||${port}|)`,
      MLSD: "150 here it comes",
    };
    return `${replies[command] ?? "200 ok"}\r\n`;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
