import type { Duplex } from "node:stream";
import { SmbClient, type SmbConnectOptions } from "./protocol/client.ts";

export { SmbClient, type SmbConnectOptions, type SmbLogin } from "./protocol/client.ts";
export type { DialectName } from "./protocol/dialect.ts";
export { type SmbDirectoryEntry, SmbFile, type SmbFileInfo } from "./protocol/file.ts";
export { isStatus, ntStatus, type NtStatusName, SmbStatusError } from "./protocol/ntstatus.ts";
export { defaultPolicy, type SmbPolicy } from "./protocol/policy.ts";
export { type Expected, SmbTree } from "./protocol/tree.ts";

/**
 * Opens a session with an SMB server of 2.1 to 3.1.1: negotiates, logs in with NTLMv2,
 * signs or encrypts from then on.
 *
 * @param stream connected to the server, usually to its port 445; it is the client's from now on
 * @throws SmbStatusError when the server refuses; LocationError
 */
export function connectSmb(stream: Duplex, options: SmbConnectOptions): Promise<SmbClient> {
  return SmbClient.open(stream, options);
}
