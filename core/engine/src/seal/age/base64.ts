/** Standard base64 (RFC 4648) without padding, as in age headers. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("base64");
  return text.replace(/=+$/, "");
}

/** The bytes, or `undefined` when the text is not the one canonical spelling of any bytes. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return encodeBase64(bytes) === text ? bytes : undefined;
}
