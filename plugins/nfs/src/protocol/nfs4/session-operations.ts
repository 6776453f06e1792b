import { authFlavor } from "../rpc/auth-sys.ts";
import { protocolError } from "../protocol-error.ts";
import type { XdrReader } from "../xdr-reader.ts";
import type { XdrWriter } from "../xdr-writer.ts";
import type { Operation } from "./operation.ts";

/** `NFS4_SESSIONID_SIZE` (RFC 8881 §2.10.3), `NFS4_OPAQUE_LIMIT` (§3.1). */
const sessionIdBytes = 16;
const longestOpaque = 1024;

/** EXCHGID4_FLAG_USE_NON_PNFS (RFC 8881 §18.35): files are read and written where their names are. */
const useNonPnfs = 0x0001_0000;
/** `state_protect_how4` SP4_NONE (RFC 8881 §18.35): states are protected by nothing beyond the user's id. */
const protectNone = 0;
/** Transient programs have numbers from here on (RFC 5531 §8.3). The callback channel is not used. */
const callbackProgram = 0x4000_0000;

/** Who a client is (RFC 8881 §2.4): owner strings are unique, the verifier tells a restart. */
export interface ClientOwner {
  readonly verifier: Buffer;
  readonly owner: string;
}

/** A client as the server knows it. */
export interface ClientId {
  readonly clientId: bigint;
  readonly sequenceId: number;
}

/** `channel_attrs4` (RFC 8881 §18.36): limits in bytes, operations of a COMPOUND, slots. */
export interface ChannelAttributes {
  readonly maxRequestSize: number;
  readonly maxResponseSize: number;
  readonly maxResponseSizeCached: number;
  readonly maxOperations: number;
  readonly maxRequests: number;
}

/** A session as the server made it. */
export interface CreatedSession {
  readonly sessionId: Buffer;
  readonly foreChannel: ChannelAttributes;
}

/** Where in which slot a request stands (RFC 8881 §2.10.6.1). */
export interface SlotUse {
  readonly sessionId: Buffer;
  readonly sequenceId: number;
  readonly slotId: number;
  readonly highestSlotId: number;
}

/** EXCHANGE_ID (RFC 8881 §18.35). */
export function exchangeId({ verifier, owner }: ClientOwner): Operation<ClientId> {
  return {
    name: "EXCHANGE_ID",
    write: (xdr) => {
      xdr
        .fixedOpaque(verifier)
        .string(owner)
        .uint32(useNonPnfs)
        .uint32(protectNone)
        .array([], () => {});
    },
    read: (xdr) => {
      const clientId = xdr.uint64();
      const sequenceId = xdr.uint32();
      xdr.uint32(); // flags
      if (xdr.uint32() !== protectNone)
        throw protocolError("The server wants to protect states, which nobody asked for.");
      xdr.uint64(); // so_minor_id
      xdr.opaque(longestOpaque); // so_major_id
      xdr.opaque(longestOpaque); // server scope
      xdr.array(1, () => [xdr.opaque(longestOpaque), xdr.opaque(longestOpaque), xdr.fixedOpaque(8 + 4)]);
      return { clientId, sequenceId };
    },
  };
}

/** CREATE_SESSION (RFC 8881 §18.36), without a callback channel. */
export function createSession(
  { clientId, sequenceId }: ClientId,
  fore: ChannelAttributes,
  back: ChannelAttributes,
): Operation<CreatedSession> {
  const noFlags = 0;
  return {
    name: "CREATE_SESSION",
    write: (xdr) => {
      xdr.uint64(clientId).uint32(sequenceId).uint32(noFlags);
      writeChannel(xdr, fore);
      writeChannel(xdr, back);
      xdr.uint32(callbackProgram).array([authFlavor.none], (each, flavor) => void each.uint32(flavor));
    },
    read: (xdr) => {
      const sessionId = Buffer.from(xdr.fixedOpaque(sessionIdBytes));
      xdr.uint32(); // csr_sequence
      xdr.uint32(); // flags
      const foreChannel = readChannel(xdr);
      readChannel(xdr);
      return { sessionId, foreChannel };
    },
  };
}

/** SEQUENCE (RFC 8881 §18.46), which renews the lease, too. @returns the highest slot that the server would have used */
export function sequence({ sessionId, sequenceId, slotId, highestSlotId }: SlotUse): Operation<number> {
  const cacheThis = false;
  return {
    name: "SEQUENCE",
    write: (xdr) => {
      xdr.fixedOpaque(sessionId).uint32(sequenceId).uint32(slotId).uint32(highestSlotId).bool(cacheThis);
    },
    read: (xdr) => {
      const isSame = xdr.fixedOpaque(sessionIdBytes).equals(sessionId);
      if (!isSame || xdr.uint32() !== sequenceId || xdr.uint32() !== slotId) {
        throw protocolError("The server answered a SEQUENCE with another.");
      }
      xdr.uint32(); // highest slot
      const targetHighestSlotId = xdr.uint32();
      xdr.uint32(); // status flags: what is lost shows where it is used
      return targetHighestSlotId;
    },
  };
}

/** RECLAIM_COMPLETE (RFC 8881 §18.51): a new client has nothing to reclaim. */
export const reclaimComplete: Operation<void> = {
  name: "RECLAIM_COMPLETE",
  write: (xdr) => void xdr.bool(false),
  read: () => {},
};

/** DESTROY_SESSION (RFC 8881 §18.37). */
export function destroySession(sessionId: Buffer): Operation<void> {
  return { name: "DESTROY_SESSION", write: (xdr) => void xdr.fixedOpaque(sessionId), read: () => {} };
}

/** DESTROY_CLIENTID (RFC 8881 §18.50). */
export function destroyClientId(clientId: bigint): Operation<void> {
  return { name: "DESTROY_CLIENTID", write: (xdr) => void xdr.uint64(clientId), read: () => {} };
}

function writeChannel(xdr: XdrWriter, channel: ChannelAttributes): void {
  const headerPadding = 0;
  xdr.uint32(headerPadding).uint32(channel.maxRequestSize).uint32(channel.maxResponseSize);
  xdr.uint32(channel.maxResponseSizeCached).uint32(channel.maxOperations).uint32(channel.maxRequests);
  xdr.array([], () => {}); // RDMA
}

function readChannel(xdr: XdrReader): ChannelAttributes {
  xdr.uint32(); // header padding
  const channel = {
    maxRequestSize: xdr.uint32(),
    maxResponseSize: xdr.uint32(),
    maxResponseSizeCached: xdr.uint32(),
    maxOperations: xdr.uint32(),
    maxRequests: xdr.uint32(),
  };
  xdr.array(1, () => xdr.uint32()); // RDMA
  return channel;
}
