import type { Message } from "@holdfast/core";
import type { TSchema } from "typebox";
import { message, withRemedy } from "../structures/message.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** The two forms of a map. */
export type MapForm = "object" | "list";

/**
 * A result as JSON will have it. Only the fields of its structure go out, in the
 * structure's order; fields that are `undefined` are left out.
 */
export function encode(schema: TSchema, value: unknown, mapForm: MapForm): unknown {
  return wireValue(shapeOf(schema), value, mapForm);
}

function wireValue(shape: Shape, value: unknown, mapForm: MapForm): unknown {
  if (value instanceof Date) return value.toISOString();
  if (shape.type === "array") {
    return (value as readonly unknown[]).map((item) => wireValue(shape.items ?? {}, item, mapForm));
  }
  if (shape.type !== "object") return value;
  if (shape.properties === undefined) return wireMap(shape, value as ReadonlyMap<string, unknown>, mapForm);
  const source = (shape === shapeOf(message) ? withRemedy(value as Message) : value) as Members;
  const fields = Object.entries(shape.properties).filter(([name]) => source[name] !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, wireValue(field, source[name], mapForm)]));
}

type Members = Readonly<Record<string, unknown>>;

function wireMap(shape: Shape, values: ReadonlyMap<string, unknown>, mapForm: MapForm): unknown {
  const inner = shape.additionalProperties || {};
  const entries = [...values].map(([key, value]) => [key, wireValue(inner, value, mapForm)] as const);
  return mapForm === "list" ? entries.map(([key, value]) => ({ key, value })) : Object.fromEntries(entries);
}
