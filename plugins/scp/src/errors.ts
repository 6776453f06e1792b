import { LocationError, type LocationErrorCode } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { Exit } from "./remote-command.ts";

/** The texts of strerror(3) in the C locale, with which programs end their messages, and what they mean here. */
const meanings: readonly (readonly [text: string, code: LocationErrorCode])[] = [
  ["No such file or directory", "not-found"],
  ["not a regular file", "not-found"],
  ["Permission denied", "forbidden"],
  ["Operation not permitted", "forbidden"],
  ["Read-only file system", "forbidden"],
  ["No space left on device", "no-space"],
  ["Disk quota exceeded", "no-space"],
  ["File too large", "too-large"],
  ["File name too long", "invalid-name"],
  ["Invalid argument", "invalid-name"],
  ["Invalid or incomplete multibyte or wide character", "invalid-name"],
  ["File exists", "already-exists"],
  ["Is a directory", "already-exists"],
  ["Not a directory", "already-exists"],
  ["Directory not empty", "already-exists"],
];

const notFoundByShell = 127;

/** A command that failed, with what it wrote. */
export function commandError(doing: string, { code, stderr }: Exit): LocationError {
  const status = code === undefined ? "a signal" : `status ${code}`;
  if (code === notFoundByShell) {
    return failed("unsupported", doing, `a program that is needed is missing on the server`, stderr);
  }
  const line = stderr.split("\n").find((each) => meaningOf(each) !== undefined) ?? stderr;
  return said(doing, line, `the command on the server ended with ${status}`);
}

/** An error that `scp` reported. */
export function scpError(doing: string, text: string): LocationError {
  return said(doing, text, "the server's scp reported an error");
}

/** A file that came with fewer bytes than the server had announced. */
export function cutShort(doing: string, missing: number): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "same-session",
    message: `Could not ${doing}: its content ended ${missing} bytes too early.`,
  });
}

/** Whether a text of the server says that something is not there. */
export function isAbsence({ stderr }: Exit): boolean {
  return /: (No such file or directory|Not a directory)\s*$/.test(stderr);
}

function said(doing: string, text: string, otherwise: string): LocationError {
  const code = meaningOf(text);
  return failed(code ?? "unexpected", doing, code === undefined ? otherwise : "the server refused it", text);
}

/** What stands at the end counts; before it there are names, which may be anything. */
function meaningOf(line: string): LocationErrorCode | undefined {
  return meanings.find(([text]) => line.trimEnd().endsWith(`: ${text}`))?.[1];
}

function failed(code: LocationErrorCode, doing: string, reason: string, text: string): LocationError {
  const words = printable(text);
  return new LocationError({
    code,
    retry: code === "unexpected" ? "same-session" : "never",
    message: `Could not ${doing}: ${reason}${words === "" ? "" : ` (“${words}”)`}.`,
  });
}
