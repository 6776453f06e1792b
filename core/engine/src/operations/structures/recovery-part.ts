import type { Message } from "../../messages/message.ts";

/** vSphere `recovery.backup.Part`. */
export interface RecoveryPart {
  readonly id: string;
  readonly name: Message;
  readonly description: Message;
  readonly selected_by_default: boolean;
  readonly optional: boolean;
}
