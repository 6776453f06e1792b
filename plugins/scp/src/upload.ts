import { LocationError, type PutBody, type PutOptions } from "@holdfast/contract";
import { parentOf, partialName } from "@holdfast/location-sftp/ssh";
import type { CommandHost } from "./command-host.ts";
import { commandError, scpError } from "./errors.ts";
import { OutputReader } from "./output-reader.ts";
import { encodeFileHeader } from "./protocol/file-header.ts";
import { readReply, replyCode } from "./protocol/reply.ts";
import { scriptLine } from "./shell.ts";

const pieceBytes = 256 * 1024;

/** Bytes of a path that programs can still open; `mkdir -p` makes longer ones, which nothing could remove again. */
const longestPath = 4095;

/**
 * Receives into a name beside the right one, and gives it that at the end. Of one
 * that fails or is cut off nothing is left: the server's shell cleans up by itself.
 * $1: the parent directory, $2: the other name, $3: the right name.
 */
const receive = [
  `trap "" HUP`,
  `if [ -d "$3" ]; then printf "%s: Is a directory\\n" "$3" >&2; exit 1; fi`,
  `[ -d "$1" ] || mkdir -p "$1" || exit 1`,
  `scp -t "$2" && { ! command -v sync >/dev/null || sync "$2"; } && mv -f "$2" "$3" && exit 0`,
  `rm -f "$2"; exit 1`,
].join("; ");

/** The command line that receives a file. @param partial a name beside the path that nothing else has */
function receivingLine(path: string, partial: string): string {
  return scriptLine(receive, parentOf(path) ?? ".", partial, path);
}

/** Stores one file by `scp -t`. @throws LocationError; or the signal's reason */
export async function upload(
  host: CommandHost,
  path: string,
  body: PutBody,
  { signal, onProgress }: PutOptions,
): Promise<void> {
  const doing = `write ${path}`;
  if (Buffer.byteLength(path) > longestPath) throw tooLong(doing);
  const partial = partialName(path);
  const command = await host.start(receivingLine(path, partial), signal);
  const reader = new OutputReader(command);
  const agreed = async (): Promise<void> => {
    const reply = await readReply(reader);
    if (reply === "ended") throw commandError(doing, await command.exit());
    if (reply !== "ok") throw scpError(doing, reply.error);
  };
  try {
    await agreed();
    await command.write(encodeFileHeader(body.size, partial.slice(partial.lastIndexOf("/") + 1)));
    await agreed();
    for (const piece of pieces(body.chunks)) {
      await command.write(piece);
      signal.throwIfAborted();
      onProgress?.(piece.length);
    }
    await command.write(Buffer.of(replyCode.ok));
    await agreed();
    const exit = await command.exit();
    if (exit.code !== 0) throw commandError(doing, exit);
  } catch (error) {
    host.leave(command);
    throw error;
  }
}

/** Copies of the chunks, because what the server does not take stays queued after an abort; all in one memory. */
function* pieces(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  const room = Buffer.allocUnsafeSlow(pieceBytes);
  let filled = 0;
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length;) {
      const part = chunk.subarray(start, start + pieceBytes - filled);
      room.set(part, filled);
      start += part.length;
      filled += part.length;
      if (filled < pieceBytes) continue;
      yield room;
      filled = 0;
    }
  }
  if (filled > 0) yield room.subarray(0, filled);
}

function tooLong(doing: string): LocationError {
  return new LocationError({
    code: "invalid-name",
    retry: "never",
    message: `Could not ${doing}: a path may have ${longestPath} bytes.`,
  });
}
