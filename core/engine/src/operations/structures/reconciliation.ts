import type { Secret } from "@holdfast/contract";
import type { Message } from "../../messages/message.ts";

/** vSphere `recovery.reconciliation.job.CreateSpec`. */
export interface ReconciliationSpec {
  readonly sso_admin_user_name?: string;
  readonly sso_admin_user_password?: Secret;
  /** Succeed although there are differences. */
  readonly ignore_warnings?: boolean;
}

/** vSphere `recovery.reconciliation.job.Status`. */
export type ReconciliationStatus = "NONE" | "RUNNING" | "SUCCEEDED" | "FAILED";

/** vSphere `recovery.reconciliation.job.Info`. */
export interface ReconciliationInfo {
  readonly description: Message;
  readonly service: string;
  readonly operation: string;
  readonly status: ReconciliationStatus;
  readonly messages: readonly Message[];
  /** Whole per cent. */
  readonly progress: number;
  readonly cancelable: boolean;
  readonly start_time: Date;
  /** Present exactly when the status is SUCCEEDED or FAILED. */
  readonly end_time?: Date;
}
