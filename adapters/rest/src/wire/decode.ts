import { Secret } from "@holdfast/contract";
import type { Message } from "@holdfast/core";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { VapiErrorType } from "../errors/error-types.ts";
import { restMessage } from "../errors/rest-messages.ts";
import { VapiError } from "../errors/vapi-error.ts";
import { fieldOf, type Shape, shapeOf } from "./shape.ts";

const mostMessages = 10;

/** Reads what a request has sent: its JSON value in, the structure with dates and secrets out. */
export type Decoder<Value> = (json: unknown) => Value;

/**
 * The reader for a structure. Fields that are null count as left out.
 *
 * The reader throws a VapiError that names every wrong field: INVALID_REQUEST when
 * the structure has no such field, INVALID_ARGUMENT for missing fields and wrong values.
 */
export function decoder<Schema extends TSchema>(schema: Schema): Decoder<Static<Schema>> {
  let compiled: ReturnType<typeof Compile> | undefined;
  return (json) => {
    // When it is first needed: most of some fifty readers never are.
    compiled ??= Compile(schema);
    const given = withoutNulls(json);
    if (!compiled.Check(given)) throw refusal(compiled.Errors(given), given);
    return domainValue(shapeOf(schema), given) as Static<Schema>;
  };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

function domainValue(shape: Shape, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => domainValue(shape.items ?? {}, item));
  if (isObject(value)) {
    const members = Object.entries(value);
    return Object.fromEntries(
      members.map(([name, member]) => [name, domainValue(fieldOf(shape, name) ?? {}, member)]),
    );
  }
  if (shape.format === "password") return new Secret(value as string);
  if (shape.format === "date-time") return new Date(value as string);
  return value;
}

type ValidationError = ReturnType<ReturnType<typeof Compile>["Errors"]>[number];

function refusal(errors: readonly ValidationError[], given: unknown): VapiError {
  const unknown = errors.flatMap((error) => {
    if (error.keyword !== "additionalProperties") return [];
    return error.params.additionalProperties.map((name) => named("unknown-field", error.instancePath, name));
  });
  const wrong = errors.flatMap((error) => describe(error, given));
  const type: VapiErrorType = unknown.length > 0 ? "INVALID_REQUEST" : "INVALID_ARGUMENT";
  return new VapiError(type, [...unknown, ...wrong].slice(0, mostMessages));
}

function describe(error: ValidationError, given: unknown): readonly Message[] {
  const { keyword, instancePath: path } = error;
  switch (keyword) {
    // Said for each of them by the structure around it.
    case "additionalProperties":
    case "boolean":
      return [];
    case "required":
      return error.params.requiredProperties.map((name) => named("missing-field", path, name));
    case "type":
      return [
        invalid(
          path,
          `is ${kindOf(valueAt(given, path))}, but must be ${article(String(error.params.type))}`,
        ),
      ];
    case "enum":
      return [invalid(path, `must be one of ${error.params.allowedValues.join(", ")}`)];
    case "format":
      return [invalid(path, "must be a time such as 2026-11-25T02:15:00.000Z")];
    default:
      return [invalid(path, error.message)];
  }
}

function invalid(path: string, text: string): Message {
  return restMessage("holdfast.rest.invalid-field", fieldName(path), text);
}

function named(id: "unknown-field" | "missing-field", path: string, name: string): Message {
  return restMessage(`holdfast.rest.${id}`, fieldName(`${path}/${name}`));
}

/** `/piece/parts/0` as `piece.parts.0`; a name that a peer has chosen is quoted and cut. */
function fieldName(path: string): string {
  const name = path.slice(1).replaceAll("/", ".");
  return /^[\w.-]{1,100}$/.test(name) ? name : JSON.stringify(name.slice(0, 100));
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (at, name) => (isObject(at) || Array.isArray(at) ? Reflect.get(at, name) : undefined),
      value,
    );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return article(typeof value);
}

function article(type: string): string {
  const word = type === "array" ? "list" : type;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
