import type { DialectName } from "./dialect.ts";

/** How much protection a session must have. */
export interface SmbPolicy {
  /**
   * `preferred`: where the server can; `required`: or no session; `on-demand`: where
   * the server asks for it, and otherwise the messages are only signed.
   */
  readonly encryption: "preferred" | "required" | "on-demand";
  /** `required`: every message is signed or encrypted; `preferred`: but those of guests, who have no key. */
  readonly signing: "required" | "preferred";
  /** Whether the server may let the user in as a guest, or without a name. */
  readonly guest: boolean;
  /** Older ones are not offered. */
  readonly oldestDialect: DialectName;
}

/** Signed always, encrypted where the server can, no guests, SMB 2.1 and newer. */
export const defaultPolicy: SmbPolicy = {
  encryption: "preferred",
  signing: "required",
  guest: false,
  oldestDialect: "2.1",
};
