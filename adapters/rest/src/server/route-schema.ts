import type { FastifySchema } from "fastify";
import { type TSchema, Type } from "typebox";
import type { Form, Operation } from "../operations/operation.ts";
import { message } from "../structures/message.ts";
import type { Dialect } from "../wire/dialect.ts";
import { bodyOf, pathParameters } from "../wire/input.ts";
import { type Shape, shapeOf } from "../wire/shape.ts";
import { list, text } from "../wire/types.ts";

const messages = list(message);
const errors: Readonly<Record<Dialect["name"], TSchema>> = {
  api: Type.Object({ error_type: text(), messages }, { description: "A standard error." }),
  rest: Type.Object(
    { type: text(), value: Type.Object({ error_type: text(), messages }) },
    { description: "A standard error." },
  ),
};

/** What the API's description says of one form of an operation. */
export function routeSchema(operation: Operation, dialect: Dialect, form: Form): FastifySchema {
  const inPath = pathParameters(form.path);
  const entries = Object.entries(operation.parameters);
  const params = Object.fromEntries(entries.filter(([name]) => inPath.includes(name)));
  const others = Object.fromEntries(entries.filter(([name]) => !inPath.includes(name)));
  const body = bodyOf(others, form);
  const taken =
    Object.keys(others).length === 0 ? {} : form.method === "GET" ? { querystring: flat(body) } : { body };
  return {
    summary: operation.summary,
    tags: [dialect.name],
    ...(inPath.length > 0 && { params: Type.Object(params) }),
    ...taken,
    response: responses(dialect, operation.result, form.status),
  };
}

/** The same of one of the operations on sessions. */
export function sessionSchema(
  dialect: Dialect,
  summary: string,
  result?: TSchema,
  status?: number,
): FastifySchema {
  return { summary, tags: [dialect.name], response: responses(dialect, result, status) };
}

function responses(
  dialect: Dialect,
  result: TSchema | undefined,
  created = 200,
): Readonly<Record<string, TSchema>> {
  const success = dialect.success(undefined, undefined, false).status;
  const status = result === undefined ? success : dialect.name === "api" ? created : 200;
  return { [status]: resultSchema(dialect, result), default: errors[dialect.name] };
}

function resultSchema(dialect: Dialect, result: TSchema | undefined): TSchema {
  if (result === undefined) return Type.Null({ description: "Done." });
  const written = dialect.name === "rest" ? Type.Object({ value: listForm(result) }) : result;
  return { ...written, description: "Done." };
}

/** Maps as `/rest` writes them. */
function listForm(schema: TSchema): TSchema {
  const shape = shapeOf(schema);
  if (shape.type !== "object" || shape.properties !== undefined || !shape.additionalProperties) return schema;
  return Type.Array(Type.Object({ key: text(), value: shape.additionalProperties }));
}

/** A structure as a query has it: dotted names. */
function flat(schema: TSchema): TSchema {
  const fields: Record<string, TSchema> = {};
  const walk = (shape: Shape, path: string, required: boolean): void => {
    for (const [name, field] of Object.entries(shape.properties ?? {})) {
      const must = required && (shape.required ?? []).includes(name);
      if (field.properties !== undefined) walk(field, `${path}${name}.`, must);
      else fields[`${path}${name}`] = must ? field : Type.Optional(Type.Unsafe(field));
    }
  };
  walk(shapeOf(schema), "", true);
  return Type.Object(fields);
}
