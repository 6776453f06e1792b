import type { Secret } from "@holdfast/contract";
import { type Static, type TObject, type TProperties, type TSchema, type TUnsafe, Type } from "typebox";

/** What a structure is in the program: its fields, dates as `Date`, secrets as `Secret`, and nothing that changes. */
export type ValueOf<Schema extends TSchema> = Unchanging<Static<Schema>>;

type Unchanging<Value> = Value extends Date | Secret | ReadonlyMap<string, unknown>
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Unchanging<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Unchanging<Value[Name]> }
      : Value;

/** A point in time: a `Date` here; on the wire UTC with exactly three decimals, which typed clients insist on. */
export function timestamp(description: string): TUnsafe<Date> {
  return Type.Unsafe<Date>({ type: "string", format: "date-time", description });
}

/** A secret: never part of an answer. */
export function secret(description: string): TUnsafe<Secret> {
  return Type.Unsafe<Secret>({ type: "string", format: "password", description, writeOnly: true });
}

/** A map with string keys: a JSON object in `/api`, a list of `{key, value}` in `/rest`. */
export function map<Value extends TSchema>(value: Value): TUnsafe<ReadonlyMap<string, ValueOf<Value>>> {
  return Type.Unsafe<ReadonlyMap<string, ValueOf<Value>>>({
    type: "object",
    additionalProperties: value,
  });
}

/** A structure with exactly these fields, which stand in this order in every answer. */
export function structure<Fields extends TProperties>(name: string, fields: Fields): TObject<Fields> {
  return Type.Object(fields, { title: name, additionalProperties: false });
}
