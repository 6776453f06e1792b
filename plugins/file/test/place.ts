import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { connectContext } from "@holdfast/conformance";
import type { LocationSession, OperationOptions, PutBody } from "@holdfast/contract";
import { file } from "@holdfast/location-file";

/** Options of an operation that nobody aborts. */
export const calm: OperationOptions = { signal: new AbortController().signal };

/** A new directory that is removed after the test. */
export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-file-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** A session to a directory. */
export async function sessionAt(directory: string): Promise<LocationSession> {
  const target = file.parse({ location: directory, type: "FILE", options: {} });
  return file.connect(target, connectContext());
}

export function bodyOf(...chunks: Uint8Array[]): PutBody {
  return { size: chunks.reduce((sum, chunk) => sum + chunk.length, 0), chunks };
}

/** The names that lie below a directory, hidden ones too. */
export async function allNames(directory: string): Promise<string[]> {
  return (await readdir(directory, { recursive: true })).toSorted();
}
