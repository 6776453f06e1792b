import type { XdrReader } from "../xdr-reader.ts";
import type { XdrWriter } from "../xdr-writer.ts";

/** Numbers of operations (RFC 8881 §16.2.1, `nfs_opnum4`). */
export const operationNumber = {
  ACCESS: 3,
  CLOSE: 4,
  COMMIT: 5,
  CREATE: 6,
  GETATTR: 9,
  GETFH: 10,
  LOOKUP: 15,
  OPEN: 18,
  PUTFH: 22,
  PUTROOTFH: 24,
  READ: 25,
  READDIR: 26,
  REMOVE: 28,
  RENAME: 29,
  SAVEFH: 32,
  WRITE: 38,
  EXCHANGE_ID: 42,
  CREATE_SESSION: 43,
  DESTROY_SESSION: 44,
  SEQUENCE: 53,
  DESTROY_CLIENTID: 57,
  RECLAIM_COMPLETE: 58,
} as const;

/** The name of an operation that is used here. */
export type OperationName = keyof typeof operationNumber;

/** One operation of a COMPOUND: its arguments, and how its results are read. */
export interface Operation<Result> {
  readonly name: OperationName;
  write(xdr: XdrWriter): void;
  /** Reads what follows the status NFS4_OK. */
  read(xdr: XdrReader): Result;
}

/** What several operations give, one by one. */
export type ResultsOf<Operations extends readonly Operation<unknown>[]> = {
  readonly [Index in keyof Operations]: Operations[Index] extends Operation<infer Result> ? Result : never;
};
