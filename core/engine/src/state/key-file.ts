import { randomBytes, randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { failure } from "../messages/holdfast-error.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { stateFailure } from "./state-failure.ts";

const fileName = "secrets.key";
const keySize = 32;

/**
 * The key that seals this system's secrets: 32 random bytes in a file that only its
 * owner may read (0600), made when it is first asked for.
 *
 * @throws HoldfastError `holdfast.state.unsafe-key-file`, `holdfast.state.bad-key-file`,
 *   or what {@link stateFailure} says
 */
export function stateKey(stateDir: string): Uint8Array {
  prepareStateDirectory(stateDir);
  const path = join(stateDir, fileName);
  try {
    return read(path) ?? make(path);
  } catch (error) {
    throw stateFailure(error, path);
  }
}

function read(path: string): Uint8Array | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  try {
    const { mode, size } = fstatSync(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw failure("holdfast.state.unsafe-key-file", path);
    if (size !== keySize) throw failure("holdfast.state.bad-key-file", path, size, keySize);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The name appears with the whole key behind it, and with one key only, however many processes make it. */
function make(path: string): Uint8Array {
  const partial = `${path}.${randomUUID()}`;
  try {
    const file = openSync(partial, "wx", 0o600);
    try {
      writeSync(file, randomBytes(keySize));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(partial, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(partial, { force: true });
  }
  const made = read(path);
  if (made === undefined) throw failure("holdfast.state.bad-key-file", path, 0, keySize);
  return made;
}
