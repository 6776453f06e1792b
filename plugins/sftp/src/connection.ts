import { type ConnectContext, LocationError } from "@holdfast/contract";
import { connectTcp, untilAborted } from "@holdfast/contract/peer";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import ssh2, {
  type AnyAuthMethod,
  type CipherAlgorithm,
  type Client,
  type ClientChannel,
  type ServerHostKeyAlgorithm,
} from "ssh2";
import type { SshAddress } from "./address.ts";
import { LoginAttempts, loginMethods } from "./authentication.ts";
import { channelError, closedAtOnce, connectionError, isPlainEnd } from "./connection-errors.ts";
import { HostKeyCheck } from "./host-key.ts";

/** AES-GCM costs the least time; ssh2 would ask for it too, but only on some processors first. */
const ciphers: readonly CipherAlgorithm[] = [
  "aes128-gcm@openssh.com",
  "aes256-gcm@openssh.com",
  "aes128-ctr",
  "aes192-ctr",
  "aes256-ctr",
];

/** Host key algorithms by key type, best first; SHA-1 signatures (`ssh-rsa`) are not among them. */
const hostKeyAlgorithms: readonly (readonly [keyType: string, algorithm: ServerHostKeyAlgorithm])[] = [
  ["ssh-ed25519", "ssh-ed25519"],
  ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"],
  ["ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"],
  ["ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"],
  ["ssh-rsa", "rsa-sha2-512"],
  ["ssh-rsa", "rsa-sha2-256"],
];

const identificationBytes = 256;
const closeMilliseconds = 1000;

/** One SSH connection on which the user is logged in. */
export class SshConnection {
  /** `host:port`, for messages. */
  readonly server: string;
  readonly #client: Client = new ssh2.Client();
  readonly #socket: Socket;
  readonly #ended = Promise.withResolvers<LocationError>();
  readonly #endListeners = new Set<(reason: LocationError) => void>();
  #endReason: LocationError | undefined;
  #identification = "";

  private constructor(server: string, socket: Socket) {
    this.server = server;
    this.#socket = socket;
  }

  /**
   * Connects, checks the host key and logs in.
   *
   * @param signal ends the attempt; it replaces the context's own
   * @throws LocationError; or the signal's reason
   */
  static async open(
    endpoint: Omit<SshAddress, "directory">,
    context: ConnectContext,
    signal: AbortSignal,
  ): Promise<SshConnection> {
    const { host, port, user } = endpoint;
    const server = `${host}:${port}`;
    const hostKeyCheck = new HostKeyCheck(host, port, context.trust);
    const methods = await untilAborted(signal, loginMethods(user, context.credentials));
    const addresses = await untilAborted(signal, context.resolve(host));
    const socket = await connectTcp(server, addresses, port, context.timeouts.connectMs, signal);
    const connection = new SshConnection(server, socket);
    try {
      await untilAborted(signal, connection.#logIn(user, methods, hostKeyCheck, context.log));
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** Resolves with the reason when the connection has ended, by whomever. */
  get ended(): Promise<LocationError> {
    return this.#ended.promise;
  }

  /**
   * Calls back when the connection has ended, at once if it has already. What comes
   * and goes on a connection uses this and not {@link ended}, which would keep it in
   * memory as long as the connection lasts.
   *
   * @returns ends the waiting
   */
  whenEnded(listener: (reason: LocationError) => void): () => void {
    if (this.#endReason === undefined) this.#endListeners.add(listener);
    else listener(this.#endReason);
    return () => void this.#endListeners.delete(listener);
  }

  /**
   * Starts a subsystem such as `sftp`.
   *
   * @param adopt gets the channel before anything that happens on it
   * @throws LocationError
   */
  subsystem<Value>(name: string, adopt: (channel: ClientChannel) => Value): Promise<Value> {
    return this.#untilEnded((resolve, reject) => {
      this.#client.subsys(name, (error, channel) => {
        if (error === undefined) resolve(adopt(channel));
        else reject(channelError(this.server, name, error));
      });
    });
  }

  /**
   * Runs a command line with the user's shell, or what the server runs in its place.
   *
   * @param adopt gets the channel before anything that happens on it
   * @throws LocationError
   */
  execute<Value>(commandLine: string, adopt: (channel: ClientChannel) => Value): Promise<Value> {
    return this.#untilEnded((resolve, reject) => {
      this.#client.exec(commandLine, (error, channel) => {
        if (error === undefined) resolve(adopt(channel));
        else reject(channelError(this.server, "commands", error));
      });
    });
  }

  /** Ends the connection at once, without a word to the server. */
  destroy(reason: LocationError): void {
    this.#endReason ??= reason;
    this.#ended.resolve(this.#endReason);
    for (const listener of this.#endListeners) listener(this.#endReason);
    this.#endListeners.clear();
    this.#socket.destroy();
  }

  /** Says good-bye to the server, if it still listens, and ends the connection. Never rejects. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, "close").catch(() => {});
    this.#client.end();
    const patience = new AbortController();
    await Promise.race([
      closed,
      delay(closeMilliseconds, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    this.destroy(connectionError(this.server, undefined));
    await closed;
  }

  #logIn(
    user: string,
    methods: readonly AnyAuthMethod[],
    hostKeyCheck: HostKeyCheck,
    log: ConnectContext["log"],
  ): Promise<void> {
    const attempts = new LoginAttempts(methods);
    const { knownTypes } = hostKeyCheck;
    const serverHostKey = hostKeyAlgorithms
      .toSorted(([one], [other]) => Number(knownTypes.includes(other)) - Number(knownTypes.includes(one)))
      .map(([, algorithm]) => algorithm);
    const client = this.#client;
    client.on("close", () => this.#end(undefined));
    client.on("error", (error: Error & { level?: string }) => {
      if (error.level === "client-authentication") this.destroy(attempts.refusal());
      else this.#end(error);
    });
    client.on("change password", () => this.destroy(passwordExpired(this.server)));
    client.on("handshake", ({ serverHostKey: hostKey, kex, cs }) => {
      log.debug(`${this.server}: ${kex}, ${hostKey}, ${cs.cipher}`);
    });
    return this.#untilEnded((resolve) => {
      client.once("ready", () => resolve());
      client.connect({
        sock: this.#socket,
        username: user,
        readyTimeout: 0,
        algorithms: { serverHostKey, cipher: [...ciphers], compress: ["none"] },
        hostVerifier: (key: Buffer) => this.#accepts(hostKeyCheck, key),
        authHandler: (offered, _partial, next) => next(attempts.next(offered) as AnyAuthMethod),
      });
      // ssh2 has paused the socket, so that this listener takes nothing away from its own.
      this.#socket.on("data", this.#readIdentification);
    });
  }

  #accepts(hostKeyCheck: HostKeyCheck, key: Buffer): boolean {
    try {
      hostKeyCheck.accept(key);
      return true;
    } catch (error) {
      this.destroy(error as LocationError);
      return false;
    }
  }

  readonly #readIdentification = (data: Buffer): void => {
    this.#identification += data.toString("latin1", 0, identificationBytes);
    const enough = this.#isIdentified() || this.#identification.length >= identificationBytes;
    if (enough) this.#socket.off("data", this.#readIdentification);
  };

  /** Whether the server has sent its identification (RFC 4253 §4.2), before which other lines may stand. */
  #isIdentified(): boolean {
    return this.#identification.includes("SSH-");
  }

  #end(cause: Error | undefined): void {
    const refused = !this.#isIdentified() && isPlainEnd(cause);
    this.destroy(
      refused ? closedAtOnce(this.server, this.#identification, cause) : connectionError(this.server, cause),
    );
  }

  #untilEnded<Value>(
    start: (resolve: (value: Value) => void, reject: (error: LocationError) => void) => void,
  ): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const forget = this.whenEnded(reject);
    promise.then(forget, forget);
    try {
      start(resolve, reject);
    } catch {
      // ssh2 throws where it finds the connection already gone.
      this.#end(undefined);
    }
    return promise;
  }
}

function passwordExpired(server: string): LocationError {
  return new LocationError({
    code: "unauthenticated",
    retry: "never",
    message: `${server}: the password has expired and must be changed on the server.`,
  });
}
