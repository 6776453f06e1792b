import { readFileSync } from "node:fs";
import { HoldfastError, type Message } from "@holdfast/core";
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
  const messages = schema.Errors(document.value).flatMap((error) => describe(error, document));
  throw new HoldfastError(messages, { errorType: "INVALID_ARGUMENT" });
}

type ValidationError = ReturnType<ReturnType<typeof Compile>["Errors"]>[number];

function describe(error: ValidationError, document: ConfigDocument): readonly Message[] {
  const path = error.instancePath.split("/").slice(1);
  const wrong = (at: readonly string[], what: string): Message => {
    return cliMessage(
      "holdfast.cli.config-invalid",
      ...document.place(at),
      at.join(".") || "the configuration",
      what,
    );
  };
  switch (error.keyword) {
    // Said for each of them by the object around it.
    case "boolean":
      return [];
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => wrong([...path, name], "is not known here"));
    case "required":
      return error.params.requiredProperties.map((name) => wrong([...path, name], "is missing"));
    case "type":
      return [wrong(path, `must be ${article(String(error.params.type))}`)];
    case "enum":
      return [wrong(path, `must be one of ${error.params.allowedValues.join(", ")}`)];
    default:
      return [wrong(path, error.message)];
  }
}

function article(type: string): string {
  const word = type === "array" ? "list" : type;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}
