import { LocationError } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { patiently } from "../files/patience.ts";
import { isStatus, NfsStatusError } from "../nfs-status.ts";
import type { RpcClient } from "../rpc/rpc-client.ts";
import { largestTransfer } from "../rpc/rpc-connection.ts";
import { compound } from "./compound.ts";
import type { Operation, ResultsOf } from "./operation.ts";
import {
  type ChannelAttributes,
  type ClientId,
  type CreatedSession,
  createSession,
  destroyClientId,
  destroySession,
  exchangeId,
  reclaimComplete,
  sequence,
} from "./session-operations.ts";
import { type Slot, SlotTable } from "./slot-table.ts";

/** More than stands around the data of a READ or WRITE. */
const overheadBytes = 1024;
const smallMessage = 4096;
const mostSlots = 64;
const wanted: ChannelAttributes = {
  maxRequestSize: largestTransfer + smallMessage,
  maxResponseSize: largestTransfer + smallMessage,
  maxResponseSizeCached: smallMessage,
  maxOperations: 8,
  maxRequests: mostSlots,
};
/** The callback channel, which must be described although it is not used. */
const unused: ChannelAttributes = {
  maxRequestSize: smallMessage,
  maxResponseSize: smallMessage,
  maxResponseSizeCached: 0,
  maxOperations: 2,
  maxRequests: 1,
};
const partingMilliseconds = 500;
/** A lease is renewed so many times before it ends. */
const renewalsPerLease = 3;

/**
 * A session of NFS version 4.1 on one connection (RFC 8881 §2.10). Each session
 * is a client of its own, so that none disturbs another.
 */
export class Nfs4Session {
  readonly #rpc: RpcClient;
  readonly #client: ClientId;
  readonly #created: CreatedSession;
  readonly #slots: SlotTable;
  #renewal: NodeJS.Timeout | undefined;
  #isClosing = false;
  #openOwners = 0;

  private constructor(rpc: RpcClient, client: ClientId, created: CreatedSession) {
    this.#rpc = rpc;
    this.#client = client;
    this.#created = created;
    this.#slots = new SlotTable(Math.max(1, Math.min(created.foreChannel.maxRequests, mostSlots)));
  }

  /** Makes a client and a session of it. @throws NfsStatusError, RpcError, LocationError */
  static async open(rpc: RpcClient): Promise<Nfs4Session> {
    const owner = { owner: `holdfast ${randomBytes(16).toString("hex")}`, verifier: randomBytes(8) };
    const [client] = await patiently(() => compound(rpc, [exchangeId(owner)] as const));
    const [created] = await patiently(() => compound(rpc, [createSession(client, wanted, unused)] as const));
    const session = new Nfs4Session(rpc, client, created);
    await session.call(reclaimComplete);
    return session;
  }

  /** Most bytes of data in one request and in one response. */
  get dataLimits(): { readonly request: number; readonly response: number } {
    const { maxRequestSize, maxResponseSize } = this.#created.foreChannel;
    return { request: maxRequestSize - overheadBytes, response: maxResponseSize - overheadBytes };
  }

  /** An owner for one OPEN. */
  nextOpenOwner(): { readonly clientId: bigint; readonly owner: string } {
    this.#openOwners += 1;
    return { clientId: this.#client.clientId, owner: `open ${this.#openOwners}` };
  }

  /** Has the operations done in order, up to the first that fails; comes again when the server asks to. */
  call<Operations extends readonly Operation<unknown>[]>(
    ...operations: Operations
  ): Promise<ResultsOf<Operations>> {
    return patiently(() => this.callOnce<Operations>(...operations));
  }

  /** Like {@link call}, and leaves it to the caller to come again. */
  async callOnce<Operations extends readonly Operation<unknown>[]>(
    ...operations: Operations
  ): Promise<ResultsOf<Operations>> {
    const slot = await this.#slots.take();
    try {
      return await this.#callIn(slot, operations);
    } finally {
      this.#slots.giveBack(slot);
    }
  }

  /** Renews the lease from now on (RFC 8881 §8.3), whether or not the session is used. @param leaseTime in seconds */
  keepLease(leaseTime: number): void {
    // A bare SEQUENCE renews it. When that fails, the next operation does, and says why.
    const renew = (): void => void this.call().catch(() => {});
    this.#renewal = setInterval(renew, (Math.max(1, leaseTime) * 1000) / renewalsPerLease).unref();
  }

  /** Ends the session; everything under way rejects. Never rejects. */
  async close(): Promise<void> {
    clearInterval(this.#renewal);
    const isIdle = this.#slots.isIdle && !this.#isClosing;
    this.#isClosing = true;
    // A server does not let a session with requests under way go; its lease ends it.
    if (isIdle) await Promise.race([this.#part(), delay(partingMilliseconds, undefined, { ref: false })]);
    this.#rpc.close();
  }

  async #part(): Promise<void> {
    try {
      await compound(this.#rpc, [destroySession(this.#created.sessionId)]);
      await compound(this.#rpc, [destroyClientId(this.#client.clientId)]);
    } catch {
      // The lease ends it.
    }
  }

  async #callIn<Operations extends readonly Operation<unknown>[]>(
    slot: Slot,
    operations: Operations,
  ): Promise<ResultsOf<Operations>> {
    if (this.#isClosing) throw ended("the session was closed");
    const { sessionId } = this.#created;
    const use = {
      sessionId,
      sequenceId: (slot.sequenceId + 1) >>> 0,
      slotId: slot.id,
      highestSlotId: this.#slots.highestUsed,
    };
    try {
      const [, ...results] = await compound(this.#rpc, [sequence(use), ...operations]);
      slot.sequenceId = use.sequenceId;
      return results as unknown as ResultsOf<Operations>;
    } catch (error) {
      if (!(error instanceof NfsStatusError)) throw error;
      if (error.procedure !== "SEQUENCE") slot.sequenceId = use.sequenceId;
      else if (!isStatus(error, "DELAY")) this.#rpc.fail(ended(`the server has ended the session`, error));
      throw error;
    }
  }
}

function ended(why: string, cause?: NfsStatusError): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: cause === undefined ? `${why}.` : `${why} (${cause.statusName}).`,
    ...(cause === undefined ? {} : { peerCode: cause.statusName }),
    cause,
  });
}
