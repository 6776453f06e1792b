const shortest = 8;
const encodings = ["base64", "base64url", "hex"] as const;
const longestEncoded = 4096;

/**
 * Whether a text shows a secret: as it is, percent-encoded, in base64 alone or
 * with something before it (as HTTP's Basic has it), in hexadecimal, in UTF-16
 * (as SMB has it), or as `inspect` prints a buffer. Of a text of several lines,
 * such as a private key, one line is enough. Secrets and lines of fewer than 8
 * characters are not looked for, because any text may have them.
 */
export function shows(text: string, secret: string): boolean {
  const parts = secret.split(/\r?\n/).filter((line) => line.length >= shortest && !line.startsWith("-----"));
  if (parts.length === 0) return false;
  const spaced = text.replaceAll(/(?<=\b[0-9a-f]{2}) (?=[0-9a-f]{2}\b)/g, "");
  const decoded = decodedFrom(text);
  return parts.some((part) => {
    const found = formsOf(part).some((form) => text.includes(form) || spaced.includes(form));
    return found || decoded.some((each) => each.includes(part));
  });
}

function formsOf(secret: string): readonly string[] {
  const encoded = ([Buffer.from(secret), Buffer.from(secret, "utf16le")] as const).flatMap((bytes) =>
    encodings.map((encoding) => bytes.toString(encoding).replace(/=+$/, "")),
  );
  return [secret, encodeURIComponent(secret), ...encoded];
}

/** What stands in a text in base64. */
function decodedFrom(text: string): readonly string[] {
  const words = text.match(/[A-Za-z0-9+/_-]{8,}={0,2}/g) ?? [];
  return words
    .filter((word) => word.length <= longestEncoded)
    .map((word) => Buffer.from(word, "base64").toString("utf8"));
}
