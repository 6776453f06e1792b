import type { ConnectContext } from "@holdfast/contract";
import { connectionLost, type Protection, type ProtectedSocket } from "@holdfast/location-ftp/client";
import { isIP, type Socket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { handshakeError } from "./errors.ts";
import { PeerTrust } from "./peer-trust.ts";
import { secureContext } from "./secure-context.ts";
import type { FtpsTarget, TlsVersion } from "./target.ts";

/**
 * TLS for the connections of one session. Data connections resume the session of
 * the control connection, by which the server sees that they are of the same
 * client; its certificate counts for them too. One that is not resumed is checked by itself.
 */
export class TlsProtection implements Protection {
  readonly implicit: boolean;
  readonly #server: string;
  readonly #trust: PeerTrust;
  readonly #options: ConnectionOptions;
  #session: Buffer | undefined;
  #control: TLSSocket | undefined;

  private constructor(target: FtpsTarget, trust: PeerTrust, options: ConnectionOptions) {
    this.implicit = target.implicit;
    this.#server = `${target.host}:${target.port}`;
    this.#trust = trust;
    this.#options = options;
  }

  /**
   * Asks for the client's certificate, and makes ready what all connections need.
   *
   * @throws LocationError when the trust or the client's certificate cannot be used
   */
  static async prepare(
    target: FtpsTarget,
    context: ConnectContext,
    maxVersion: TlsVersion,
  ): Promise<TlsProtection> {
    const { host, port } = target;
    const trust = new PeerTrust(`${host}:${port}`, context.trust);
    return new TlsProtection(target, trust, {
      secureContext: await secureContext(context, maxVersion),
      // A name or address to check the certificate for; sessions are resumed for the same one only.
      host,
      ...(isIP(host) === 0 && { servername: host }),
      // The check is PeerTrust's, before any byte is sent, so that a refusal can tell the certificate.
      rejectUnauthorized: false,
    });
  }

  /** What was agreed on for the control connection, by Node's name. */
  get version(): string | null | undefined {
    return this.#control?.getProtocol();
  }

  protect(raw: Socket): ProtectedSocket {
    const session = this.#session ?? this.#control?.getSession();
    const socket = connect({ ...this.#options, socket: raw, ...(session && { session }) });
    this.#control ??= socket;
    // The server may give a fresh one on each connection, to be used once.
    socket.on("session", (fresh: Buffer) => (this.#session = fresh));
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    socket.once("secureConnect", () => {
      try {
        this.#trust.check(socket);
        // Node has not sent the end of its handshake yet, and an end() in between would cut it off.
        setImmediate(resolve);
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    });
    socket.once("error", (error: Error) => reject(handshakeError(this.#server, error)));
    socket.once("close", () =>
      reject(connectionLost(this.#server, new Error("closed during the TLS handshake"))),
    );
    return { socket, ready };
  }
}
