import type { LocationError, Secret } from "@holdfast/contract";
import type { Duplex } from "node:stream";
import { SmbConnection } from "./connection.ts";
import { type DialectName, dialects } from "./dialect.ts";
import { command } from "./header.ts";
import { checkBareResponse, encodeBareRequest } from "./messages/bare.ts";
import {
  decodeTreeConnectResponse,
  encodeTreeConnectRequest,
  shareFlag,
  shareType,
} from "./messages/tree-connect.ts";
import { type Negotiated, negotiate } from "./negotiate.ts";
import { defaultPolicy, type SmbPolicy } from "./policy.ts";
import { lostError, unsupportedError } from "./session-errors.ts";
import { type Session, setUpSession } from "./session-setup.ts";
import { successOf } from "./success.ts";
import { SmbTree } from "./tree.ts";
import { validateNegotiation } from "./validate-negotiate.ts";

/** Who logs in with what; a login without a user needs the policy's `guest`. */
export interface SmbLogin {
  readonly user: string;
  /** Empty for an account of the server itself. */
  readonly domain: string;
  readonly password: Secret;
}

/** How to connect. */
export interface SmbConnectOptions {
  /** The server's name or address, as the user knows it; the stream is connected to it already. */
  readonly server: string;
  readonly login: SmbLogin | undefined;
  /** What is left out is as in {@link defaultPolicy}. */
  readonly policy?: Partial<SmbPolicy>;
  /** Milliseconds for which the server may owe an answer without sending or taking anything; 30,000 when left out. */
  readonly idleMs?: number;
}

/** A session with an SMB server, on a connection of its own. */
export class SmbClient {
  readonly #connection: SmbConnection;
  readonly #negotiated: Negotiated;
  readonly #session: Session;
  readonly #server: string;
  #isEncrypted: boolean;
  #isValidated = false;

  private constructor(connection: SmbConnection, negotiated: Negotiated, session: Session, server: string) {
    this.#connection = connection;
    this.#negotiated = negotiated;
    this.#session = session;
    this.#server = server;
    this.#isEncrypted = session.isEncrypted;
  }

  /**
   * Negotiates and logs in.
   *
   * @param stream connected to the server's port 445; it is the client's from now on
   * @throws SmbStatusError when the server refuses; LocationError
   */
  static async open(stream: Duplex, options: SmbConnectOptions): Promise<SmbClient> {
    const { server, login, idleMs = 30_000 } = options;
    const policy = { ...defaultPolicy, ...options.policy };
    const connection = new SmbConnection(stream, idleMs);
    try {
      const negotiated = await negotiate(connection, policy);
      const identity = login && { ...login, password: login.password.reveal() };
      const session = await setUpSession(connection, negotiated, identity, server, policy);
      return new SmbClient(connection, negotiated, session, server);
    } catch (error) {
      connection.fail(lostError("The session was not opened."));
      throw error;
    }
  }

  get dialect(): DialectName {
    return this.#negotiated.dialect;
  }

  /** What protects the messages: the cipher, else the way they are signed, else nothing, for a guest. */
  get protection(): string | undefined {
    if (this.#isEncrypted) return this.#negotiated.cipher?.name;
    return this.#session.isGuest ? undefined : this.#negotiated.signing;
  }

  /** Bytes of data that one read may ask for, as far as the server's credits go now. */
  get readBytes(): number {
    return Math.min(this.#negotiated.readBytes, this.#connection.creditedBytes);
  }

  /** Bytes of data that one write may have, as far as the server's credits go now. */
  get writeBytes(): number {
    return Math.min(this.#negotiated.writeBytes, this.#connection.creditedBytes);
  }

  /** Resolves with the reason when the session has ended, by whomever. */
  get ended(): Promise<LocationError> {
    return this.#connection.ended;
  }

  /**
   * Connects to a share.
   *
   * @throws SmbStatusError when the server refuses; LocationError
   */
  async connectTree(share: string): Promise<SmbTree> {
    const connection = this.#connection;
    const body = encodeTreeConnectRequest(`\\\\${this.#server}\\${share}`);
    const response = await connection.request({ command: command.TREE_CONNECT, body });
    const { type, flags } = successOf(connection, response, decodeTreeConnectResponse);
    if (type !== shareType.DISK) throw unsupportedError(`The share ${share} is not one of files.`);
    if ((flags & shareFlag.ENCRYPT_DATA) !== 0) this.#encrypt(share);
    const { treeId } = response.header;
    const isProtected = dialects[this.dialect] >= dialects["3.1.1"];
    if (!isProtected && !this.#session.isGuest && !this.#isValidated) {
      await validateNegotiation(connection, treeId, this.#negotiated);
      this.#isValidated = true;
    }
    return new SmbTree(connection, treeId);
  }

  /** Resolves when the server answers. */
  async echo(): Promise<void> {
    const response = await this.#connection.request({ command: command.ECHO, body: encodeBareRequest() });
    successOf(this.#connection, response, checkBareResponse);
  }

  /** Ends the session and everything under way on it, at once. */
  fail(reason: LocationError): void {
    this.#connection.fail(reason);
  }

  /** Logs off, if the server still listens, and ends the connection. Never rejects. */
  async close(): Promise<void> {
    await this.#connection.finish({ command: command.LOGOFF, body: encodeBareRequest() });
  }

  #encrypt(share: string): void {
    if (this.#isEncrypted) return;
    const { encryption, id } = this.#session;
    if (encryption === undefined) {
      throw unsupportedError(
        `The share ${share} demands encryption, which this session cannot do (SMB ${this.dialect}).`,
      );
    }
    this.#connection.secure(id, encryption);
    this.#isEncrypted = true;
  }
}
