import { readFileSync } from "node:fs";
import { HoldfastError } from "@holdfast/core";
import { Compile } from "typebox/compile";
import { cliMessage } from "../output/messages.ts";
import type { ConfigDocument } from "./config-document.ts";
import type { ConfigFile } from "./config-file.ts";

const schemaFile = new URL("../../holdfast.config.schema.json", import.meta.url);

/**
 * Holds a document against the schema.
 *
 * @throws HoldfastError with a message for everything that is wrong, and its line
 */
export function checkConfig(document: ConfigDocument): ConfigFile {
  const schema = Compile(JSON.parse(readFileSync(schemaFile, "utf8")) as object);
  if (schema.Check(document.value)) return document.value as ConfigFile;
  const found = schema.Errors(document.value).flatMap(describe);
  const inOrder = found.toSorted((a, b) => document.offset(a.path) - document.offset(b.path));
  const messages = inOrder.map(({ path, what }) => {
    const name = path.join(".") || "the configuration";
    return cliMessage("holdfast.cli.config-invalid", ...document.place(path), name, what);
  });
  throw new HoldfastError(messages, { errorType: "INVALID_ARGUMENT" });
}

interface Finding {
  readonly path: readonly string[];
  readonly what: string;
}

type ValidationError = ReturnType<ReturnType<typeof Compile>["Errors"]>[number];

function describe(error: ValidationError): readonly Finding[] {
  const path = error.instancePath.split("/").slice(1);
  switch (error.keyword) {
    // Said for each of them by the object around it.
    case "boolean":
      return [];
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => ({
        path: [...path, name],
        what: "is not known here",
      }));
    case "required":
      return error.params.requiredProperties.map((name) => ({ path: [...path, name], what: "is missing" }));
    case "type":
      return [{ path, what: `must be ${article(String(error.params.type))}` }];
    case "enum":
      return [{ path, what: `must be one of ${error.params.allowedValues.join(", ")}` }];
    default:
      return [{ path, what: error.message }];
  }
}

function article(type: string): string {
  const word = type === "array" ? "list" : type;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}
