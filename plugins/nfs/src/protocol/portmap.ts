import type { Procedure, RpcClient } from "./rpc/rpc-client.ts";
import type { RpcProgram } from "./rpc/rpc-message.ts";

/** The port mapper, version 2 (RFC 1833 §3). */
const portmapProgram: RpcProgram = { program: 100_000, version: 2 };
const getPortProcedure: Procedure = { program: portmapProgram, number: 3, isIdempotent: true };
/** The mapper's number for TCP. */
const ipProtocolTcp = 6;

/** Where the port mapper listens. */
export const portmapPort: number = 111;

/** The TCP port that a program's version listens on; `undefined` when it is not registered. */
export function getPort(rpc: RpcClient, { program, version }: RpcProgram): Promise<number | undefined> {
  return rpc.call(
    getPortProcedure,
    (xdr) => void xdr.uint32(program).uint32(version).uint32(ipProtocolTcp).uint32(0),
    (results) => {
      const port = results.uint32();
      return port === 0 || port > 65_535 ? undefined : port;
    },
  );
}
