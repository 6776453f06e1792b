/* Prints the ports that the port mapper of 127.0.0.1 knows for NFS, the mount service and a program that is not there. */
import { mountProgram } from "../../src/protocol/mount3.ts";
import { nfs3Program } from "../../src/protocol/nfs3/nfs3.ts";
import { getPort, portmapPort } from "../../src/protocol/portmap.ts";
import { RpcClient } from "../../src/protocol/rpc/rpc-client.ts";
import { connectTcp } from "../../src/protocol/rpc/tcp.ts";

const connection = await connectTcp({
  server: "the port mapper",
  addresses: [{ address: "127.0.0.1", family: 4 }],
  port: portmapPort,
  reservedPort: false,
  signal: AbortSignal.timeout(10_000),
});
const rpc = new RpcClient(connection, { server: "the port mapper", identity: undefined, idleMs: 10_000 });
const absent = { program: 200_001, version: 1 };
const ports = await Promise.all([nfs3Program, mountProgram, absent].map((program) => getPort(rpc, program)));
console.log(JSON.stringify(ports.map((port) => port ?? "none")));
rpc.close();
