import type { Capabilities, ConnectContext, LocationAddress, LocationPlugin } from "@holdfast/contract";
import type { HostilePeers, Impostor } from "./hostile-peers.ts";

/**
 * What a plugin's test gives to the kit: the plugin, and a server to run it
 * against. The optional members are hooks that only some servers offer; a case
 * whose hook is missing reports that it does not apply.
 */
export interface Harness {
  readonly plugin: LocationPlugin;

  /**
   * What this server's sessions must be able to do. Without it a capability that
   * got lost makes cases inapplicable and fails none.
   */
  readonly capabilities?: Partial<Capabilities>;

  /**
   * Names of the cases that do not apply to this server, such as `free-space`. Each of them must
   * turn out so, and every other case must apply: nothing is left out unseen, and nothing is skipped.
   */
  readonly inapplicable?: readonly string[];

  /** A directory that is empty and was not given before; the harness removes it after the tests. */
  address(): LocationAddress | Promise<LocationAddress>;

  /**
   * What connects to those addresses: right credentials and trust, short timeouts.
   * Its secrets are looked for in errors and log lines; those of fewer than 8
   * characters cannot be told from other text.
   */
  context(changes?: Partial<ConnectContext>): ConnectContext;

  /** Set when addresses name a host: the plugin must then ask `context.resolve` for it. */
  readonly usesNetwork?: boolean;

  /** A context with credentials that the server refuses. */
  wrongCredentials?(): ConnectContext;

  /** A context that does not trust the server. */
  untrusting?(): ConnectContext;

  /** An address where no server answers. */
  unreachable?(): LocationAddress | Promise<LocationAddress>;

  /** A directory with less than 8 MiB of free space, itself writable. */
  full?(): LocationAddress | Promise<LocationAddress>;

  /** A directory in which the user may not write. */
  readOnly?(): LocationAddress | Promise<LocationAddress>;

  /** Cuts all connections that are open now; the server goes on taking new ones. */
  disconnect?(): void | Promise<void>;

  /** Makes the server stop answering without closing anything; `resume` undoes it. */
  suspend?(): void | Promise<void>;
  resume?(): void | Promise<void>;

  /**
   * Kills the server with all its connections and starts it again at the same
   * address; what it has stored stays. It must kill before it first waits.
   */
  restart?(): Promise<void>;

  /**
   * Bytes that `many-volumes` moves in volumes of 8 MiB. Set it for one server of
   * a type; where the location can remove, 64 MiB of space are enough.
   */
  readonly volumesBytes?: number;

  /** A peer with a certificate or host key of its own, which takes every login and keeps what it was told. */
  impostor?(): Impostor | Promise<Impostor>;

  /** Peers that misbehave. */
  readonly hostile?: HostilePeers;
}
