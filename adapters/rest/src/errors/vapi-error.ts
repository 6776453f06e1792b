import type { Message } from "@holdfast/core";
import type { VapiErrorType } from "./error-types.ts";
import { restMessage, type RestMessageId } from "./rest-messages.ts";

/** A refusal of this adapter: a standard error with its messages. */
export class VapiError extends Error {
  override readonly name = "VapiError";
  readonly type: VapiErrorType;
  readonly messages: readonly Message[];
  /** Headers of the answer beside the usual ones. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    type: VapiErrorType,
    messages: readonly Message[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(messages.map((message) => message.default_message).join(" "));
    this.type = type;
    this.messages = messages;
    this.headers = headers;
  }
}

/** The error for a request that cannot be understood. */
export function invalidRequest(id: RestMessageId, ...args: readonly (string | number)[]): VapiError {
  return new VapiError("INVALID_REQUEST", [restMessage(id, ...args)]);
}

/** The error for a request from somebody who is not known, with the challenge to log in. */
export function unauthenticated(id: RestMessageId, ...args: readonly (string | number)[]): VapiError {
  const headers = { "www-authenticate": 'Basic realm="Holdfast", charset="UTF-8"' };
  return new VapiError("UNAUTHENTICATED", [restMessage(id, ...args)], headers);
}
