import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../messages/holdfast-error.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { stateFailure } from "./state-failure.ts";

/** Bytes; thousands of lines. */
const largestFile = 1024 * 1024;

/** Characters; an RSA key of 16384 bits takes less than 3000. */
const longestLine = 8192;

/**
 * What was accepted at first sight, a line each, from a file of the state directory; `""` when there is nothing.
 *
 * @throws HoldfastError `holdfast.state.known-hosts-too-large`, or what {@link stateFailure} says
 */
export function readRemembered(stateDir: string, fileName: string): string {
  const path = join(stateDir, fileName);
  try {
    return withFile(path, constants.O_RDONLY, (file) => read(file, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw stateFailure(error, path);
  }
}

/**
 * Remembers a line for the next connection, durably; one that is there already is not repeated.
 *
 * @throws HoldfastError `holdfast.state.invalid-known-host`, `holdfast.state.known-hosts-too-large`,
 *   or what {@link stateFailure} says
 */
export function remember(stateDir: string, fileName: string, line: string): void {
  if (line.trim() === "" || line.length > longestLine || /\p{Cc}/u.test(line))
    throw failure("holdfast.state.invalid-known-host");
  prepareStateDirectory(stateDir);
  const path = join(stateDir, fileName);
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
  try {
    withFile(path, flags, (file) => {
      const known = read(file, path);
      if (known.split("\n").includes(line)) return;
      const separator = known === "" || known.endsWith("\n") ? "" : "\n";
      writeSync(file, `${separator}${line}\n`);
      fsyncSync(file);
    });
  } catch (error) {
    throw stateFailure(error, path);
  }
}

function withFile<Result>(path: string, flags: number, use: (file: number) => Result): Result {
  const file = openSync(path, flags | constants.O_NOFOLLOW, 0o600);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function read(file: number, path: string): string {
  if (fstatSync(file).size > largestFile)
    throw failure("holdfast.state.known-hosts-too-large", path, largestFile);
  return readFileSync(file, "utf8");
}
