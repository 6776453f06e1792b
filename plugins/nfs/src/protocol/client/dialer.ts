import type { ResolvedAddress } from "@holdfast/contract";
import { RpcClient } from "../rpc/rpc-client.ts";
import { connectTcp } from "../rpc/tcp.ts";
import { untilAborted } from "../until-aborted.ts";
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
    const { host, uid, gid, idleMs, reservedPort, signal } = this.#settings;
    const addresses = this.#addresses;
    const connection = await connectTcp({ server: host, addresses, port, reservedPort, signal });
    this.#isReservedPort = (connection.socket.localPort ?? firstOrdinaryPort) < firstOrdinaryPort;
    return new RpcClient(connection, { server: host, identity: { uid, gid }, idleMs });
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
}
