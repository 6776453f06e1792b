import { makeSelfSigned, type TlsIdentity } from "@holdfast/rest";

let identity: Promise<TlsIdentity> | undefined;

/** One certificate for all servers of a test file: making a key takes a second. */
export function testIdentity(): Promise<TlsIdentity> {
  return (identity ??= makeSelfSigned("fw-01.example"));
}
