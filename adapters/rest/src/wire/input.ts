import { type TProperties, type TSchema, Type } from "typebox";
import { invalidRequest } from "../errors/vapi-error.ts";
import type { Form } from "../operations/operation.ts";
import { decoder } from "./decode.ts";
import { readQuery } from "./query.ts";

/** Values of the path's parameters, percent-decoded. */
export type PathValues = Readonly<Record<string, string>>;

/** What a request consists of, as far as an operation reads it. */
export interface RequestParts {
  readonly path: PathValues;
  readonly query: URLSearchParams;
  /** The JSON value of the body; `undefined` when it was empty. */
  readonly body: unknown;
}

/** Gathers an operation's parameters from a request. Throws a VapiError for what cannot be one. */
export type InputReader = (request: RequestParts) => unknown;

const nothing = Type.Object({}, { additionalProperties: false });

/**
 * The reader for one form of an operation. A GET may have its parameters in the query,
 * or in a body, as VMware's Python SDK sends them.
 */
export function inputReader(parameters: TProperties, form: Form): InputReader {
  const inPath = pathParameters(form.path);
  const others = Object.fromEntries(Object.entries(parameters).filter(([name]) => !inPath.includes(name)));
  const schema: TSchema = bodyOf(others, form);
  const decode = decoder(schema);
  const inQuery = form.method === "GET" ? schema : nothing;
  return ({ path, query, body = {} }) => {
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
      throw invalidRequest("holdfast.rest.not-an-object");
    }
    const given = decode({ ...readQuery(inQuery, query), ...body }) as object;
    return { ...path, ...(form.body === undefined ? given : { [form.body]: given }) };
  };
}

/** Names in braces. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** The schema of a form's body; of its query, when it is a GET. */
export function bodyOf(others: TProperties, form: Form): TSchema {
  const whole = form.body === undefined ? undefined : others[form.body];
  return whole ?? Type.Object(others, { additionalProperties: false });
}
