import type { TSchema } from "typebox";

/** The part of JSON Schema that our structures consist of. */
export interface Shape {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  /** `false` in a structure, the values' shape in a map. */
  readonly additionalProperties?: Shape | false;
}

/** A schema, to be walked. */
export function shapeOf(schema: TSchema): Shape {
  return schema;
}

/** The shape of one field of a structure. */
export function fieldOf(shape: Shape, name: string): Shape | undefined {
  const { properties = {} } = shape;
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}
