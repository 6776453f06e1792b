import { isUtf8 } from "node:buffer";

declare const byteString: unique symbol;

/**
 * Bytes as a string with one character (U+0000 to U+00FF) each, as Web IDL's
 * ByteString. File names are such bytes, not text: most are UTF-8, all must come
 * back as they were. `latin1` is what Node calls this encoding.
 */
export type ByteString = string & { readonly [byteString]: true };

const ascii = /^\p{ASCII}*$/u;

/** The UTF-8 bytes of a text. */
export function byteStringOf(text: string): ByteString {
  return (ascii.test(text) ? text : Buffer.from(text).toString("latin1")) as ByteString;
}

/** The text whose UTF-8 form these bytes are; `undefined` when they are not UTF-8. */
export function textOf(bytes: ByteString): string | undefined {
  if (ascii.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, "latin1");
  return isUtf8(buffer) ? buffer.toString() : undefined;
}

/** For messages: the text, or its bytes as Latin-1 when they are not UTF-8. */
export function displayText(bytes: ByteString): string {
  return textOf(bytes) ?? bytes;
}

/** Whether each byte is ASCII. */
export function isAscii(bytes: ByteString): boolean {
  return ascii.test(bytes);
}

/** The form in which functions of `node:fs` take a path without altering its bytes. */
export function fsPath(path: ByteString): string | Buffer {
  return ascii.test(path) ? path : Buffer.from(path, "latin1");
}
