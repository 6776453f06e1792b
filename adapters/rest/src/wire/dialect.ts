import type { Message } from "@holdfast/core";
import type { TSchema } from "typebox";
import type { VapiErrorType } from "../errors/error-types.ts";
import { withRemedy } from "../structures/message.ts";
import { encode } from "./encode.ts";

/** The status and the JSON value of an answer; without a value its body is empty. */
export interface Answer {
  readonly status: number;
  readonly value?: unknown;
}

/** One of vSphere's two ways to write requests and answers. */
export interface Dialect {
  readonly name: "rest" | "api";
  /** @param created whether `/api` answers 201 */
  success(result: TSchema | undefined, value: unknown, created: boolean): Answer;
  failure(type: VapiErrorType, messages: readonly Message[]): unknown;
}

/** The `/rest` dialect: values are wrapped, maps are lists, success is always 200. */
export const rest: Dialect = {
  name: "rest",
  success: (result, value) => {
    return result === undefined
      ? { status: 200 }
      : { status: 200, value: { value: encode(result, value, "list") } };
  },
  failure: (type, messages) => ({
    type: `com.vmware.vapi.std.errors.${type.toLowerCase()}`,
    value: { error_type: type, messages: messages.map(withRemedy) },
  }),
};

/** The `/api` dialect of vSphere 7.0 and later: values as they are. */
export const api: Dialect = {
  name: "api",
  success: (result, value, created) => {
    if (result === undefined) return { status: 204 };
    return { status: created ? 201 : 200, value: encode(result, value, "object") };
  },
  failure: (type, messages) => ({ error_type: type, messages: messages.map(withRemedy) }),
};

/** The dialect that a request's path is in. */
export function dialectOf(path: string): Dialect {
  return /^\/rest(?![^/?])/.test(path) ? rest : api;
}
