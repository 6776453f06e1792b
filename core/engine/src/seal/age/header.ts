import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { failure, type HoldfastError } from "../../messages/holdfast-error.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";

const versionLine = "age-encryption.org/v1";
const columns = 64;
const macSize = 32;

/** Bytes of a header, at most; it bounds the number of stanzas too. */
const maxHeaderSize = 64 * 1024;

/** A file key, wrapped for one recipient. */
export interface Stanza {
  readonly type: string;
  readonly args: readonly string[];
  readonly body: Uint8Array;
}

/** A header that is well formed. Nothing in it is authenticated yet. */
export interface Header {
  readonly stanzas: readonly Stanza[];
  /** What the MAC covers: all up to and with `---`. */
  readonly authenticated: Uint8Array;
  readonly mac: Uint8Array;
  /** Bytes of the whole header, up to and with the last newline. */
  readonly size: number;
}

/** The error of a header that breaks the format; `reason` completes "The file's age header is malformed: …". */
export function malformedHeader(reason: string): HoldfastError {
  return failure("holdfast.seal.malformed-header", reason);
}

/** A version 1 header with its MAC (age specification, "Header"). */
export function serializeHeader(stanzas: readonly Stanza[], fileKey: Uint8Array): Uint8Array {
  const authenticated = Buffer.from(`${versionLine}\n${stanzas.map(serializeStanza).join("")}---`, "latin1");
  const mac = encodeBase64(headerMac(authenticated, fileKey));
  return Buffer.concat([authenticated, Buffer.from(` ${mac}\n`, "latin1")]);
}

/**
 * Reads the header at the start of an age file, strictly: only what
 * {@link serializeHeader} could have written is taken.
 *
 * Throws `holdfast.seal.not-age` or `holdfast.seal.malformed-header`.
 */
export function parseHeader(file: Uint8Array): Header {
  const lines = new HeaderLines(file);
  const version = lines.next();
  if (!version.startsWith("age-encryption.org/")) throw failure("holdfast.seal.not-age");
  if (version !== versionLine) throw malformedHeader("its version is not 1");
  const stanzas: Stanza[] = [];
  let line = lines.next();
  for (; line.startsWith("-> "); line = lines.next()) stanzas.push(parseStanza(line, lines));
  const mac = line.startsWith("--- ") ? decodeBase64(line.slice(4)) : undefined;
  if (mac?.length !== macSize) throw malformedHeader("a line is neither a stanza nor the MAC");
  if (stanzas.length === 0) throw malformedHeader("it has no stanza");
  // A second way in would break the promise that who made the file knows the password.
  if (stanzas.length > 1 && stanzas.some(({ type }) => type === "scrypt")) {
    throw malformedHeader("a scrypt stanza is not alone");
  }
  const authenticated = file.subarray(0, lines.position - line.length - 1 + "---".length);
  return { stanzas, authenticated, mac, size: lines.position };
}

/** Throws `holdfast.seal.header-altered` unless the header was made by who knows the file key. */
export function verifyHeader(header: Header, fileKey: Uint8Array): void {
  if (!timingSafeEqual(headerMac(header.authenticated, fileKey), header.mac)) {
    throw failure("holdfast.seal.header-altered");
  }
}

function headerMac(authenticated: Uint8Array, fileKey: Uint8Array): Uint8Array {
  const key = new Uint8Array(hkdfSync("sha256", fileKey, "", "header", 32));
  return createHmac("sha256", key).update(authenticated).digest();
}

function serializeStanza({ type, args, body }: Stanza): string {
  const text = encodeBase64(body);
  const lines: string[] = [];
  // The last line is the one that is not full, even if it is empty.
  for (let start = 0; start <= text.length; start += columns) lines.push(text.slice(start, start + columns));
  return `-> ${[type, ...args].join(" ")}\n${lines.join("\n")}\n`;
}

function parseStanza(line: string, lines: HeaderLines): Stanza {
  const [type = "", ...args] = line.slice("-> ".length).split(" ");
  if (![type, ...args].every((arg) => /^[\x21-\x7e]+$/.test(arg))) {
    throw malformedHeader("a stanza's arguments are not words of visible ASCII characters");
  }
  let text = "";
  let last: string;
  do {
    last = lines.next();
    text += last;
  } while (last.length === columns);
  const body = last.length < columns ? decodeBase64(text) : undefined;
  if (body === undefined) throw malformedHeader("a stanza's body is not canonical base64 of 64 columns");
  return { type, args, body };
}

class HeaderLines {
  readonly #text: string;
  position = 0;

  constructor(file: Uint8Array) {
    const head = file.subarray(0, maxHeaderSize);
    this.#text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
  }

  next(): string {
    const end = this.#text.indexOf("\n", this.position);
    if (end < 0)
      throw this.position === 0 ? failure("holdfast.seal.not-age") : malformedHeader("it has no end");
    const line = this.#text.slice(this.position, end);
    this.position = end + 1;
    return line;
  }
}
