import type { Secret } from "./secret.ts";

/** Where a plugin says what it does, for a log. Never a secret, never file content. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
}

/** How long to wait for a peer, in milliseconds. */
export interface Timeouts {
  /** From the first packet to a usable session, login included. */
  readonly connectMs: number;
  /** Between two signs of life of the peer while something is expected from it. */
  readonly idleMs: number;
}

/** What makes a peer trusted. With nothing given, only what the system trusts is. */
export interface Trust {
  /** PEM certificates that may sign the peer's, instead of the system's. */
  readonly caPem?: string;
  /**
   * SHA-256 of the peer's certificate, hexadecimal, with or without colons; or `accept-new`:
   * a certificate that nobody trusted has signed is shown to `isKnownCertificate`, which decides.
   */
  readonly tlsFingerprint?: string;
  /**
   * Whether a certificate is the one that was accepted of this server before, or the first one
   * that is seen of it, which is then remembered. Given with `accept-new`.
   *
   * @param server host and port, such as `backup.example:990`
   * @param fingerprint SHA-256, as `tlsFingerprint` has it
   */
  readonly isKnownCertificate?: (server: string, fingerprint: string) => boolean;
  /** The text of an OpenSSH known_hosts file. */
  readonly knownHosts?: string;
  /** `SHA256:…` as `ssh-keygen -l` prints it, or `accept-new`: trust an unknown key at first sight. */
  readonly hostKey?: string;
  /** Called with a known_hosts line when `accept-new` took a key, so that the next connection knows it. */
  readonly rememberHostKey?: (line: string) => void;
}

/** A private key for login, in OpenSSH or PEM form. */
export interface PrivateKey {
  readonly key: Secret;
  readonly passphrase?: Secret;
}

/** A client certificate for TLS login, PEM. */
export interface ClientCertificate {
  readonly certificatePem: string;
  readonly privateKey: PrivateKey;
}

/** Credentials, asked for once per session and not kept by plugins. `undefined`: the user gave none. */
export interface Credentials {
  password(): Promise<Secret | undefined>;
  privateKey(): Promise<PrivateKey | undefined>;
  certificate(): Promise<ClientCertificate | undefined>;
  token(): Promise<Secret | undefined>;
}

/** An address that the location policy allows. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All that a plugin gets from the outside when it connects. */
export interface ConnectContext {
  /** Ends the connection attempt; a session that is already made is ended by its `close`. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly timeouts: Timeouts;
  readonly trust: Trust;
  readonly credentials: Credentials;
  /**
   * The only way from a host name to an address: the location policy is applied
   * and the answer stays the same for a whole job. Also for hosts that a server
   * names (passive mode, redirects, referrals).
   *
   * @throws LocationError `unreachable` or `forbidden`
   */
  resolve(host: string): Promise<readonly ResolvedAddress[]>;
}
