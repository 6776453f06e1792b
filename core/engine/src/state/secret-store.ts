import type { Secret } from "@holdfast/contract";

/**
 * Keeps secrets that must outlive the process. An embedder that has a better place
 * for them than a key file (a TPM, the kernel's keyring, a vault) gives its own.
 * The functions reject when a secret cannot be kept or had.
 */
export interface SecretStore {
  /** Keeps a secret in place of what had the name. Names are printable ASCII, 1000 characters at most. */
  set(name: string, secret: Secret): Promise<void>;
  /** `undefined` when nothing has the name. */
  get(name: string): Promise<Secret | undefined>;
  /** Forgets a secret; absence is success. */
  delete(name: string): Promise<void>;
}
