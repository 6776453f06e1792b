const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The decoded segments of a path as a URL has it, without empty ones; `undefined`
 * when one is no percent-encoded UTF-8. A segment may contain a slash, if that was encoded.
 */
export function segmentsOf(path: string): readonly string[] | undefined {
  try {
    return path
      .split("/")
      .filter((segment) => segment !== "")
      .map(decoded);
  } catch {
    return undefined;
  }
}

/** The path of an href, which may be a whole URL (RFC 4918 §8.3). */
export function pathOfHref(href: string): string {
  const path = href.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]*/, "");
  return path.replace(/[?#].*$/s, "");
}

/** Whether a name can stand in a path of the location. */
export function isUsableName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[\p{Cc}/\\]/u.test(name);
}

/** Percent-decodes, taking what is not encoded as it is. */
function decoded(segment: string): string {
  const bytes = Buffer.from(segment, "utf8").toString("latin1");
  const plain = bytes.replace(/%([\dA-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return utf8.decode(Buffer.from(plain, "latin1"));
}
