import { protocolError } from "../protocol-error.ts";
import type { XdrReader } from "../xdr-reader.ts";
import type { XdrWriter } from "../xdr-writer.ts";
import { readBitmap, writeMode } from "./attributes.ts";
import { skipChange } from "./file-operations.ts";
import type { Operation } from "./operation.ts";

/** `share_access` and `share_deny` (RFC 8881 §18.16). Delegations would need a callback channel. */
const shareAccess = { read: 1, write: 2, wantNoDelegation: 0x0400 } as const;
const shareDenyNone = 0;
/** `opentype4`, `createmode4` and `open_claim_type4` (RFC 8881 §18.16). */
const openType = { noCreate: 0, create: 1 } as const;
const createMode = { guarded: 1 } as const;
const claimNull = 0;
/** `open_delegation_type4` and `why_no_delegation4` (RFC 8881 §18.16). */
const delegationType = { none: 0, noneExtended: 3 } as const;
const whyNoDelegation = { contention: 1, resource: 2 } as const;

/** `stateid4` (RFC 8881 §3.3.12): a sequence number and twelve opaque bytes. */
const stateidBytes = 4 + 12;
/** Version 4.1 orders by slots, and ignores the sequence numbers of 4.0. */
const unusedSequenceId = 0;

/** Who opens. Two opens of one file by one owner are the same one, and end with the first CLOSE. */
export interface OpenOwner {
  readonly clientId: bigint;
  readonly owner: string;
}

/** OPEN (RFC 8881 §18.16) of a file in the current directory for reading. @returns the stateid */
export function openForReading(owner: OpenOwner, name: string): Operation<Buffer> {
  return open(owner, name, shareAccess.read, (xdr) => void xdr.uint32(openType.noCreate));
}

/** OPEN (RFC 8881 §18.16) of a new file in the current directory for writing. @returns the stateid */
export function openNew(owner: OpenOwner, name: string, mode: number): Operation<Buffer> {
  return open(owner, name, shareAccess.write, (xdr) =>
    writeMode(xdr.uint32(openType.create).uint32(createMode.guarded), mode),
  );
}

/** CLOSE (RFC 8881 §18.2). */
export function close(stateid: Buffer): Operation<void> {
  return {
    name: "CLOSE",
    write: (xdr) => void xdr.uint32(unusedSequenceId).fixedOpaque(stateid),
    read: (xdr) => void xdr.fixedOpaque(stateidBytes),
  };
}

function open(
  { clientId, owner }: OpenOwner,
  name: string,
  access: number,
  writeHow: (xdr: XdrWriter) => void,
): Operation<Buffer> {
  return {
    name: "OPEN",
    write: (xdr) => {
      xdr
        .uint32(unusedSequenceId)
        .uint32(access | shareAccess.wantNoDelegation)
        .uint32(shareDenyNone);
      xdr.uint64(clientId).string(owner);
      writeHow(xdr);
      xdr.uint32(claimNull).string(name);
    },
    read: (xdr) => {
      const stateid = Buffer.from(xdr.fixedOpaque(stateidBytes));
      skipChange(xdr);
      xdr.uint32(); // rflags
      readBitmap(xdr); // the attributes that were set
      expectNoDelegation(xdr);
      return stateid;
    },
  };
}

function expectNoDelegation(xdr: XdrReader): void {
  const type = xdr.uint32();
  if (type === delegationType.none) return;
  if (type !== delegationType.noneExtended)
    throw protocolError("The server sent a delegation that nobody wanted.");
  const why = xdr.uint32();
  if (why === whyNoDelegation.contention || why === whyNoDelegation.resource) xdr.bool();
}
