import { HoldfastError, isHoldfastError, type Message, type MessageId } from "@holdfast/core";
import { CommanderError } from "commander";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { Interrupted } from "./interrupts.ts";
import { cliMessage, usageError } from "./output/messages.ts";
import type { Output } from "./output/output.ts";

/** Invalid arguments that only the archive at the location could tell. */
const toldByArchive: ReadonlySet<string> = new Set<MessageId>([
  "holdfast.location.invalid-name",
  "holdfast.restore.needs-key",
  "holdfast.seal.invalid-identity",
  "holdfast.seal.needs-identity",
  "holdfast.seal.needs-password",
  "holdfast.seal.no-identity-matched",
  "holdfast.seal.wrong-password",
]);

/** Says why a command has no result. */
export function reportError(error: unknown, output: Output): ExitCode {
  // Help and version are commander's, which ends by throwing.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const known = knownError(error);
  output.fail(known.errorType, known.messages);
  // The engine may add to it what a signal has left behind.
  if (known instanceof Interrupted || known.cause instanceof Interrupted) return exitCodes.cancelled;
  return isUsageError(known) ? exitCodes.usage : exitCodes.failed;
}

function knownError(error: unknown): HoldfastError {
  if (error instanceof CommanderError) return usageError("holdfast.cli.usage", usageText(error));
  return isHoldfastError(error) ? error : new HoldfastError([unexpected(error)], { cause: error });
}

function usageText({ code, message }: CommanderError): string {
  if (code === "commander.help") return "it names no command";
  return message
    .replace(/^error: /, "")
    .replace(/\.?\n*$/, "")
    .replaceAll("\n", " ");
}

function unexpected(error: unknown): Message {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return cliMessage("holdfast.cli.unexpected", text);
}

function isUsageError({ errorType, messages }: HoldfastError): boolean {
  return errorType === "INVALID_ARGUMENT" && !messages.some(({ id }) => toldByArchive.has(id));
}
