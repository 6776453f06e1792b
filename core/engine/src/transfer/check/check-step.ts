import type { Message } from "../../messages/message.ts";

/** What is tried out, in this order. */
export type CheckName =
  | "connect"
  | "free-space"
  | "write"
  | "read"
  | "range"
  | "list"
  | "rename"
  | "clock"
  | "volume"
  | "sessions"
  | "delete";

/** How one step of a check went. */
export interface CheckStep {
  readonly name: CheckName;
  /** `unsupported`: the location says itself that it cannot do this. */
  readonly outcome: "ok" | "failed" | "unsupported";
  readonly message: Message;
  readonly milliseconds: number;
}

/** Told of every step when it is over. */
export type CheckListener = (step: CheckStep) => void;
