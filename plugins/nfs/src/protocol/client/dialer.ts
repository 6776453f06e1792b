import type { ResolvedAddress } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { RpcClient } from "../rpc/rpc-client.ts";
import { connectTcp, type TcpConnection } from "../rpc/tcp.ts";
import type { CompleteSettings } from "./nfs-settings.ts";
import type { Caller } from "./operation-error.ts";

const firstOrdinaryPort = 1024;

/** Opens the connections to one server, all to the same addresses and in the same name. */
export class Dialer {
  readonly #settings: CompleteSettings;
  readonly #addresses: readonly ResolvedAddress[];
  #isReservedPort = false;

  private constructor(settings: CompleteSettings, addresses: readonly ResolvedAddress[]) {
    this.#settings = settings;
    this.#addresses = addresses;
  }

  /** Resolves the host. */
  static async create(settings: CompleteSettings): Promise<Dialer> {
    const { host, signal, resolve } = settings;
    return new Dialer(settings, await untilAborted(signal, resolve(host)));
  }

  /** Who the server sees, after the last connection. */
  get caller(): Caller {
    const { uid, gid } = this.#settings;
    return { uid, gid, isReservedPort: this.#isReservedPort };
  }

  /** @throws LocationError `unreachable`; or the signal's reason */
  async dial(port: number): Promise<RpcClient> {
    return this.#client(await this.#connect(port, this.#settings.signal), undefined);
  }

  /** Like {@link dial}, for a program whose calls may be repeated over another connection. */
  async dialStateless(port: number): Promise<RpcClient> {
    const { signal, idleMs, reconnect } = this.#settings;
    const redial = (): Promise<TcpConnection> => this.#connect(port, AbortSignal.timeout(idleMs));
    return this.#client(await this.#connect(port, signal), reconnect ? redial : undefined);
  }

  /** Runs with a connection of its own, and until the signal aborts. */
  async withConnection<Result>(port: number, use: (rpc: RpcClient) => Promise<Result>): Promise<Result> {
    const rpc = await this.dial(port);
    try {
      return await untilAborted(this.#settings.signal, use(rpc));
    } finally {
      rpc.close();
    }
  }

  async #connect(port: number, signal: AbortSignal): Promise<TcpConnection> {
    const { host: server, reservedPort } = this.#settings;
    const connection = await connectTcp({ server, addresses: this.#addresses, port, reservedPort, signal });
    this.#isReservedPort = (connection.socket.localPort ?? firstOrdinaryPort) < firstOrdinaryPort;
    return connection;
  }

  #client(connection: TcpConnection, redial: (() => Promise<TcpConnection>) | undefined): RpcClient {
    const { host: server, uid, gid, idleMs } = this.#settings;
    return new RpcClient(connection, { server, identity: { uid, gid }, idleMs, redial });
  }
}
