import { catalogue, message, type MessageId } from "./catalogue.ts";
import type { ErrorType, Message } from "./message.ts";

const brand = Symbol.for("holdfast.core.HoldfastError");

/** The engine's error: one or more messages from the catalogue and a vSphere error type. */
export class HoldfastError extends Error {
  override readonly name = "HoldfastError";
  readonly messages: readonly Message[];
  readonly errorType: ErrorType;

  static {
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  constructor(messages: readonly Message[], options?: { errorType?: ErrorType; cause?: unknown }) {
    super(
      messages.map((each) => each.default_message).join(" "),
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.messages = messages;
    const first = messages[0]?.id as MessageId;
    this.errorType = options?.errorType ?? catalogue[first]?.type ?? "ERROR";
  }
}

/** The error that says one catalogue message. */
export function failure(id: MessageId, ...args: readonly (string | number)[]): HoldfastError {
  return new HoldfastError([message(id, ...args)]);
}

/** Like {@link failure}, keeping what caused it. */
export function failureFrom(
  cause: unknown,
  id: MessageId,
  ...args: readonly (string | number)[]
): HoldfastError {
  return new HoldfastError([message(id, ...args)], { cause });
}

/** Whether a value is a {@link HoldfastError}, also one from another copy of this package. */
export function isHoldfastError(value: unknown): value is HoldfastError {
  return typeof value === "object" && value !== null && brand in value;
}
