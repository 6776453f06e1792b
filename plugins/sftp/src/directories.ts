import { operationError, pathError } from "./errors.ts";
import type { SftpClient } from "./protocol/sftp-client.ts";
import { isStatus, statusCode, StatusError } from "./protocol/status.ts";

/** A path of a session, below the location's directory. */
export function pathBelow(directory: string, path: string): string {
  if (path === "") return directory;
  return directory === "/" ? `/${path}` : `${directory}/${path}`;
}

/** The directory that a path lies in; `undefined` for the root, the home and a bare name. */
export function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  if (path === "/" || slash === -1) return undefined;
  return slash === 0 ? "/" : path.slice(0, slash);
}

/**
 * Makes a directory and those above it that are missing. One that is there
 * already, or that another session makes at the same time, is fine.
 *
 * @throws LocationError `already-exists` when a file is in the way
 */
export async function makeDirectories(client: SftpClient, directory: string): Promise<void> {
  const doing = `make the directory ${directory}`;
  try {
    await client.makeDirectory(directory);
  } catch (error) {
    const parent = parentOf(directory);
    if (isStatus(error, statusCode.noSuchFile, statusCode.noSuchPath) && parent !== undefined) {
      await makeDirectories(client, parent);
      await makeOneMore(client, directory, doing);
    } else {
      await expectDirectory(client, directory, doing, error);
    }
  }
}

async function makeOneMore(client: SftpClient, directory: string, doing: string): Promise<void> {
  try {
    await client.makeDirectory(directory);
  } catch (error) {
    await expectDirectory(client, directory, doing, error);
  }
}

/** Version 3 has no status for a name that is taken, so that one has to look what is there. */
async function expectDirectory(
  client: SftpClient,
  directory: string,
  doing: string,
  error: unknown,
): Promise<void> {
  if (!(error instanceof StatusError)) throw error;
  const found = await client.stat(directory).catch(() => undefined);
  if (found === undefined) throw operationError(error, doing);
  if (found.kind !== "directory") throw pathError("already-exists", doing, "a file is in its place");
}
