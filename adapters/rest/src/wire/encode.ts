import type { TSchema } from "typebox";
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
  if (shape.properties === undefined) return wireMap(shape, value, mapForm);
  const source = value as Readonly<Record<string, unknown>>;
  const fields = Object.entries(shape.properties).filter(([name]) => source[name] !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, wireValue(field, source[name], mapForm)]));
}

function wireMap(shape: Shape, value: unknown, mapForm: MapForm): unknown {
  const { additionalProperties } = shape;
  const entries = [...(value as ReadonlyMap<string, unknown>)].map(
    ([key, each]) => [key, wireValue(additionalProperties || {}, each, mapForm)] as const,
  );
  if (mapForm === "list") return entries.map(([key, each]) => ({ key, value: each }));
  return Object.fromEntries(entries);
}
