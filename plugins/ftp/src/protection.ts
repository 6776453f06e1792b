import type { Socket } from "node:net";

/** A socket that is being protected. */
export interface ProtectedSocket {
  readonly socket: Socket;
  /** Resolves when bytes may be exchanged; rejects with a LocationError when the peer is not trusted. */
  readonly ready: Promise<void>;
}

/** What puts TLS around the connections of one session (RFC 4217). */
export interface Protection {
  /** Whether TLS begins with the control connection, before the greeting, and not after AUTH TLS. */
  readonly implicit: boolean;
  /** Begins TLS on a connected socket. The first one is the control connection's. */
  protect(socket: Socket): ProtectedSocket;
}
