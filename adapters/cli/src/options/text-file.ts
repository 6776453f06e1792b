import { createReadStream } from "node:fs";
import { usageError } from "../output/messages.ts";
import { standardInput } from "./standard-input.ts";

const longestFile = 1024 * 1024;

/**
 * Reads a small file that an option names; `-` is standard input.
 *
 * @param flag the option, for messages
 * @throws HoldfastError for a file that cannot be read, is too long or is not text
 */
export async function readTextFile(flag: string, path: string): Promise<string> {
  const stream = path === standardInput ? process.stdin : createReadStream(path);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > longestFile) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw usageError(
      "holdfast.cli.file-unreadable",
      flag,
      path,
      String((error as NodeJS.ErrnoException).code),
    );
  }
  if (size > longestFile) throw usageError("holdfast.cli.file-too-long", flag, path, longestFile);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw usageError("holdfast.cli.not-text", flag, path);
  }
}
