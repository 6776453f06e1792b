import { type OutputReader, unexpectedOutput } from "../output-reader.ts";

/** The first byte of an answer: all is well, or a line of text about what is not. */
export const replyCode = { ok: 0, error: 1, fatal: 2 } as const;

/** The longest text that a peer may send with an error, in bytes. */
const mostText = 16 * 1024;

/** What `scp` answered: nothing but agreement, or the text of an error; `ended` when it ended instead. */
export type Reply = "ok" | "ended" | { readonly error: string };

/** The peer's next answer. @throws LocationError `protocol` for anything else */
export async function readReply(reader: OutputReader): Promise<Reply> {
  const code = await reader.byte();
  if (code === undefined) return "ended";
  return interpretReply(reader, code);
}

/** The answer that begins with this byte. @throws LocationError `protocol` */
export async function interpretReply(reader: OutputReader, code: number): Promise<Reply> {
  if (code === replyCode.ok) return "ok";
  if (code === replyCode.error || code === replyCode.fatal) return { error: await reader.line(mostText) };
  const rest = (await reader.piece(mostText)) ?? Buffer.alloc(0);
  throw unexpectedOutput(Buffer.concat([Buffer.of(code), rest]).toString("utf8"));
}
