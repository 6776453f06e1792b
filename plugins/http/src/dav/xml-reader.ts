/** What stands in an XML document, one after the other. Names are `{namespace}local`. */
export type XmlEvent =
  | { readonly kind: "open"; readonly name: string }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

/** The document is not well-formed, or goes beyond a limit. */
export class XmlError extends Error {}

const longestToken = 16 * 1024;
const deepest = 32;

const nameForm = "[A-Za-z_\\u0080-\\uffff][\\w.\\u0080-\\uffff-]*";
const qualified = `(?:(${nameForm}):)?(${nameForm})`;
const openTag = new RegExp(`^${qualified}((?:\\s[^]*?)?)(/?)$`, "u");
const closeTag = new RegExp(`^/${qualified}\\s*$`, "u");
const attribute = new RegExp(`^\\s+${qualified}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "u");
const entities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["apos", "'"],
  ["quot", '"'],
]);

interface OpenElement {
  readonly written: string;
  readonly name: string;
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * Reads XML 1.0 with namespaces piece by piece and never holds more than one
 * token. What WebDAV does not need is refused: document types, and with them
 * entities of the sender's own.
 */
export class XmlReader {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #open: OpenElement[] = [];
  #rest = "";
  #rootSeen = false;

  /** @throws XmlError */
  *push(data: Uint8Array): Generator<XmlEvent, void> {
    this.#rest += this.#decoded(data, true);
    yield* this.#tokens();
    if (this.#rest.length > longestToken) throw new XmlError("a part of the document is too long");
  }

  /** The document ends here. @throws XmlError when it is not complete */
  end(): void {
    this.#rest += this.#decoded(new Uint8Array(), false);
    if (!this.#rootSeen || this.#open.length > 0 || this.#rest.trim() !== "")
      throw new XmlError("the document is not complete");
  }

  #decoded(data: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(data, { stream });
    } catch {
      throw new XmlError("the document is not UTF-8");
    }
  }

  *#tokens(): Generator<XmlEvent, void> {
    const text = this.#rest;
    let at = 0;
    for (;;) {
      const opening = text.indexOf("<", at);
      if (opening === -1) break;
      const end = endOfMarkup(text, opening);
      if (end === undefined) break;
      if (end - at > longestToken) throw new XmlError("a part of the document is too long");
      if (opening > at) yield* this.#text(unescaped(text.slice(at, opening)));
      yield* this.#markup(text.slice(opening, end));
      at = end;
    }
    this.#rest = text.slice(at);
  }

  *#text(text: string): Generator<XmlEvent, void> {
    if (this.#open.length > 0) yield { kind: "text", text };
    else if (text.replace(/^\uFEFF/, "").trim() !== "") throw new XmlError("text outside of the document");
  }

  *#markup(markup: string): Generator<XmlEvent, void> {
    if (markup.startsWith("<!--") || markup.startsWith("<?")) return;
    if (markup.startsWith("<![CDATA[")) yield* this.#text(markup.slice("<![CDATA[".length, -"]]>".length));
    else if (markup.startsWith("<!")) throw new XmlError("the document has a document type");
    else if (markup.startsWith("</")) yield this.#close(markup.slice(1, -1));
    else yield* this.#openElement(markup.slice(1, -1));
  }

  *#openElement(inside: string): Generator<XmlEvent, void> {
    const match = openTag.exec(inside);
    if (match === null) throw new XmlError("a tag cannot be read");
    const [, prefix, local = "", attributes = "", empty] = match;
    if (this.#open.length === 0 && this.#rootSeen) throw new XmlError("the document has two roots");
    if (this.#open.length >= deepest) throw new XmlError("the document is nested too deeply");
    this.#rootSeen = true;
    const namespaces = declared(attributes, this.#open.at(-1)?.namespaces ?? new Map());
    const name = `{${namespaceOf(prefix, namespaces)}}${local}`;
    yield { kind: "open", name };
    if (empty === "/") yield { kind: "close", name };
    else this.#open.push({ written: prefix === undefined ? local : `${prefix}:${local}`, name, namespaces });
  }

  #close(inside: string): XmlEvent {
    const [, prefix, local = ""] = closeTag.exec(inside) ?? [];
    const element = this.#open.pop();
    const written = prefix === undefined ? local : `${prefix}:${local}`;
    if (element === undefined || element.written !== written)
      throw new XmlError("a tag is closed that is not open");
    return { kind: "close", name: element.name };
  }
}

/** Where the markup at an offset is over; `undefined` while it is not. */
function endOfMarkup(text: string, opening: number): number | undefined {
  const after = (mark: string): number | undefined => {
    const found = text.indexOf(mark, opening);
    return found === -1 ? undefined : found + mark.length;
  };
  if (text.startsWith("<!--", opening)) return after("-->");
  if (text.startsWith("<?", opening)) return after("?>");
  if (text.startsWith("<![CDATA[", opening)) return after("]]>");
  // A comment or CDATA section whose first characters are still to come.
  if (text.length - opening < "<![CDATA[".length && text.startsWith("<!", opening)) return undefined;
  return endOfTag(text, opening);
}

/** A `>` may stand in an attribute's value. */
function endOfTag(text: string, opening: number): number | undefined {
  let quote: string | undefined;
  for (let at = opening; at < text.length; at += 1) {
    const character = text[at];
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1;
  }
  return undefined;
}

/** The namespaces in force inside of an element (Namespaces in XML §6). */
function declared(attributes: string, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  let namespaces = outer;
  let rest = attributes;
  while (rest.trim() !== "") {
    const match = attribute.exec(rest);
    if (match === null) throw new XmlError("an attribute cannot be read");
    const [all, prefix, local = "", double, single = ""] = match;
    const value = double ?? single;
    if (prefix === "xmlns") namespaces = new Map([...namespaces, [local, unescaped(value)]]);
    else if (prefix === undefined && local === "xmlns")
      namespaces = new Map([...namespaces, ["", unescaped(value)]]);
    rest = rest.slice(all.length);
  }
  return namespaces;
}

function namespaceOf(prefix: string | undefined, namespaces: ReadonlyMap<string, string>): string {
  const namespace = namespaces.get(prefix ?? "");
  if (namespace === undefined && prefix !== undefined && prefix !== "xml")
    throw new XmlError("a prefix is not declared");
  return namespace ?? "";
}

function unescaped(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(\w{1,8}));|&/g, (_, decimal, hex, name) => {
    const known = entities.get(String(name));
    if (known !== undefined) return known;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
    if (!isCharacter) throw new XmlError("a character or entity reference is not known");
    return String.fromCodePoint(code);
  });
}
