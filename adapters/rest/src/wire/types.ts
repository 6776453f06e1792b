import type { Secret } from "@holdfast/contract";
import { type TOptional, type TUnsafe, Type } from "typebox";

/** The JSON Schema of a value of the engine: what it looks like on the wire. */
export type Wire<Value> = TUnsafe<Value>;

/** The fields of a structure: each as the engine has it, and optional exactly where it is there. */
export type Fields<Structure> = {
  readonly [Name in keyof Structure]-?: object extends Pick<Structure, Name>
    ? TOptional<Wire<NonNullable<Structure[Name]>>>
    : Wire<Structure[Name]>;
};

/** A structure with exactly these fields, which stand in this order in every answer. */
export function structure<Structure>(title: string, fields: Fields<Structure>): Wire<Structure> {
  return Type.Unsafe<Structure>(Type.Object(fields, { title, additionalProperties: false }));
}

/** A field that may be left out. */
export function optional<Value>(field: Wire<Value>): TOptional<Wire<Value>> {
  return Type.Optional(field);
}

export function text(description?: string): Wire<string> {
  return Type.Unsafe<string>({ type: "string", ...described(description) });
}

/** @param range lowest and highest value */
export function integer(
  description?: string,
  range: { minimum?: number; maximum?: number } = {},
): Wire<number> {
  return Type.Unsafe<number>({ type: "integer", ...described(description), ...range });
}

export function flag(description?: string): Wire<boolean> {
  return Type.Unsafe<boolean>({ type: "boolean", ...described(description) });
}

/** One of some words. */
export function choice<Word extends string>(words: readonly Word[], description?: string): Wire<Word> {
  return Type.Unsafe<Word>({ type: "string", enum: [...words], ...described(description) });
}

export function list<Item>(items: Wire<Item>, description?: string): Wire<readonly Item[]> {
  return Type.Unsafe<readonly Item[]>({ type: "array", items, ...described(description) });
}

/** A map with string keys: a JSON object in `/api`, a list of `{key, value}` in `/rest`. */
export function map<Value>(values: Wire<Value>): Wire<ReadonlyMap<string, Value>> {
  return Type.Unsafe<ReadonlyMap<string, Value>>({ type: "object", additionalProperties: values });
}

/** A point in time: a `Date` here; on the wire UTC with exactly three decimals, which typed clients insist on. */
export function timestamp(description: string): Wire<Date> {
  return Type.Unsafe<Date>({ type: "string", format: "date-time", description });
}

/** A secret: taken, and never part of an answer. */
export function secret(description: string): Wire<Secret> {
  return Type.Unsafe<Secret>({ type: "string", format: "password", writeOnly: true, description });
}

function described(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description };
}
