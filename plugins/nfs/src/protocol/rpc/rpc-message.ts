import { protocolError } from "../protocol-error.ts";
import { XdrReader } from "../xdr-reader.ts";
import { XdrWriter } from "../xdr-writer.ts";
import { authFlavor, type AuthSys, encodeAuthSys } from "./auth-sys.ts";
import { acceptStatus, RpcError } from "./rpc-error.ts";

/** `msg_type`, `reply_stat` and `reject_stat` (RFC 5531 §9). */
const messageType = { call: 0, reply: 1 } as const;
const replyStatus = { accepted: 0, denied: 1 } as const;
const rejectStatus = { authenticationError: 1 } as const;

const rpcVersion = 2;
/** The longest credential or verifier (RFC 5531 §8.2). */
const longestAuth = 400;

/** A version of a remote program. */
export interface RpcProgram {
  readonly program: number;
  readonly version: number;
}

/** Writes the arguments of a call. */
export type Arguments = (xdr: XdrWriter) => void;

/** The body of calls from one client: `call_body` (RFC 5531 §9) with AUTH_SYS, or with AUTH_NONE. */
export class CallEncoder {
  readonly #credential: Buffer;

  constructor(identity: AuthSys | undefined) {
    const credential =
      identity === undefined
        ? new XdrWriter().uint32(authFlavor.none).uint32(0)
        : new XdrWriter().uint32(authFlavor.sys).opaque(encodeAuthSys(identity));
    this.#credential = Buffer.concat(credential.uint32(authFlavor.none).uint32(0).pieces());
  }

  encode(xid: number, { program, version }: RpcProgram, procedure: number, write: Arguments): XdrWriter {
    const xdr = new XdrWriter()
      .uint32(xid)
      .uint32(messageType.call)
      .uint32(rpcVersion)
      .uint32(program)
      .uint32(version)
      .uint32(procedure)
      .fixedOpaque(this.#credential);
    write(xdr);
    return xdr;
  }
}

/** A reply: which call it answers, and the results or why there are none. */
export interface Reply {
  readonly xid: number;
  readonly outcome: XdrReader | RpcError;
}

/** Reads a record as `rpc_msg` (RFC 5531 §9). @throws LocationError `protocol` when it is no reply */
export function decodeReply(record: Buffer): Reply {
  const xdr = new XdrReader(record);
  const xid = xdr.uint32();
  if (xdr.uint32() !== messageType.reply) throw protocolError("The server sent something that is no reply.");
  return { xid, outcome: decodeOutcome(xdr) };
}

function decodeOutcome(xdr: XdrReader): XdrReader | RpcError {
  switch (xdr.uint32()) {
    case replyStatus.accepted: {
      xdr.uint32(); // The verifier: AUTH_SYS servers have nothing to prove with.
      xdr.opaque(longestAuth);
      const status = xdr.uint32();
      return status === acceptStatus.success ? xdr : RpcError.notAccepted(status);
    }
    case replyStatus.denied:
      return xdr.uint32() === rejectStatus.authenticationError
        ? RpcError.denied(xdr.uint32())
        : new RpcError("RPC_MISMATCH");
    default:
      throw protocolError("The server sent a reply that is neither accepted nor denied.");
  }
}
