import type { TlsIdentity } from "@holdfast/testservers";
import type { StartedSubject } from "./subject.ts";

const otherFingerprint = "0".repeat(64);

/** What a subject whose server shows a certificate has more; nothing without one. */
export function withCertificate(
  identity: TlsIdentity | undefined,
  args: readonly string[],
): Pick<StartedSubject, "args" | "otherPeer"> {
  if (identity === undefined) return { args };
  return {
    args: [...args, "--tls-fingerprint", identity.fingerprint],
    otherPeer: [...args, "--tls-fingerprint", otherFingerprint],
  };
}
