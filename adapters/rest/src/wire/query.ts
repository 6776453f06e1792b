import type { TSchema } from "typebox";
import { invalidRequest } from "../errors/vapi-error.ts";
import { fieldOf, type Shape, shapeOf } from "./shape.ts";

type Members = Record<string, unknown>;

const actionNames: ReadonlySet<string> = new Set(["action", "~action"]);

/**
 * A structure that stands in a query as dotted names: `loc_spec.location=…`, lists
 * as `filter.jobs=a&filter.jobs=b` or `filter.jobs.1=a&filter.jobs.2=b`.
 *
 * The result is what JSON would have had; its values are not checked yet.
 *
 * @throws VapiError INVALID_REQUEST for names that the structure has not
 */
export function readQuery(schema: TSchema, query: URLSearchParams): object {
  const result: Members = {};
  for (const [name, text] of query) {
    if (actionNames.has(name)) continue;
    put(result, shapeOf(schema), name, name.split("."), text);
  }
  return result;
}

function put(into: Members, shape: Shape, whole: string, path: readonly string[], text: string): void {
  const [name = "", ...rest] = path;
  const field = fieldOf(shape, name);
  if (field === undefined) throw unknownName(whole);
  if (field.type === "array") {
    if (rest.length > 1 || !/^\d{0,6}$/.test(rest[0] ?? "")) throw unknownName(whole);
    const list = (into[name] ??= []) as unknown[];
    list.push(leaf(field.items ?? {}, text));
  } else if (field.type === "object") {
    put((into[name] ??= {}) as Members, field, whole, rest, text);
  } else {
    if (rest.length > 0) throw unknownName(whole);
    if (into[name] !== undefined) throw invalidRequest("holdfast.rest.query-twice", whole);
    into[name] = leaf(field, text);
  }
}

/** What cannot be read stays text: the structure's check says what it should have been. */
function leaf({ type }: Shape, text: string): unknown {
  if (type === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function unknownName(name: string): Error {
  return invalidRequest("holdfast.rest.unknown-field", JSON.stringify(name.slice(0, 100)));
}
