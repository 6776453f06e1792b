import { statusError } from "../nfs-status.ts";
import { protocolError } from "../protocol-error.ts";
import type { Procedure, RpcClient } from "../rpc/rpc-client.ts";
import type { RpcProgram } from "../rpc/rpc-message.ts";
import type { XdrReader } from "../xdr-reader.ts";
import type { XdrWriter } from "../xdr-writer.ts";
import { type Operation, operationNumber, type ResultsOf } from "./operation.ts";

/** NFS version 4 (RFC 8881 §16) and its one procedure beside NULL (§16.2). */
const nfs4Program: RpcProgram = { program: 100_003, version: 4 };
/** A session ends with its connection here, so that no COMPOUND is repeated. */
const compoundProcedure: Procedure = { program: nfs4Program, number: 1, isIdempotent: false };
const minorVersion = 1;
const longestTag = 1024;
const mostResults = 64;

/**
 * Calls COMPOUND (RFC 8881 §16.2): the operations one after the other, up to the first that fails.
 *
 * @throws NfsStatusError of the operation that failed
 */
export function compound<Operations extends readonly Operation<unknown>[]>(
  rpc: RpcClient,
  operations: Operations,
): Promise<ResultsOf<Operations>> {
  return rpc.call(
    compoundProcedure,
    (xdr) => writeArguments(xdr, operations),
    (results) => readResults(results, operations),
  );
}

function writeArguments(xdr: XdrWriter, operations: readonly Operation<unknown>[]): void {
  xdr.string("").uint32(minorVersion);
  xdr.array(operations, (each, operation) => operation.write(each.uint32(operationNumber[operation.name])));
}

function readResults<Operations extends readonly Operation<unknown>[]>(
  xdr: XdrReader,
  operations: Operations,
): ResultsOf<Operations> {
  const status = xdr.uint32();
  xdr.opaque(longestTag);
  const count = xdr.uint32();
  if (count > mostResults)
    throw protocolError(`The server sent ${count} results of ${operations.length} operations.`);
  if (count === 0 && status !== 0) throw statusError("NFS4ERR", status, "COMPOUND");
  return operations.map((operation) => readResult(xdr, operation)) as ResultsOf<Operations>;
}

function readResult<Result>(xdr: XdrReader, operation: Operation<Result>): Result {
  const { name } = operation;
  const number = xdr.uint32();
  if (number !== operationNumber[name])
    throw protocolError(`The server sent results of operation ${number}, not of ${name}.`);
  const status = xdr.uint32();
  if (status !== 0) throw statusError("NFS4ERR", status, name);
  return operation.read(xdr);
}
