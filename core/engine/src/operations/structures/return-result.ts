import type { Message } from "../../messages/message.ts";

/** vSphere `recovery.ReturnStatus`: `FAIL` means that what was asked for did not happen, or would not work. */
export type ReturnStatus = "OK" | "WARNING" | "FAIL";

/** vSphere `recovery.ReturnResult`: the answer of an operation that judges. */
export interface ReturnResult {
  readonly status: ReturnStatus;
  readonly messages: readonly Message[];
}
