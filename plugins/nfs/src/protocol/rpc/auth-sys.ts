import { XdrWriter } from "../xdr-writer.ts";

/** Authentication flavors (RFC 5531 §8.2). */
export const authFlavor = { none: 0, sys: 1 } as const;

/** Who a client says that it is: the server believes it. */
export interface AuthSys {
  readonly uid: number;
  readonly gid: number;
}

/** `authsys_parms` (RFC 5531 appendix A). */
export function encodeAuthSys({ uid, gid }: AuthSys): Buffer {
  const stamp = 0;
  const body = new XdrWriter()
    .uint32(stamp)
    .string("holdfast")
    .uint32(uid)
    .uint32(gid)
    .array([gid], (xdr, each) => void xdr.uint32(each));
  return Buffer.concat(body.pieces());
}
