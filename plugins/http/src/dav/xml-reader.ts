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
const openTag = new RegExp(`^(${nameForm}(?::${nameForm})?)((?:\\s[^]*?)?)(/?)$`);
/** A `>` may stand in an attribute's value. */
const wholeTag = /<(?:[^<>"']|"[^"]*"|'[^']*')*>/y;
const attribute = new RegExp(`^\\s+(?:(${nameForm}):)?(${nameForm})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`);
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

  /** What the next bytes hold, as far as it is whole. @throws XmlError */
  push(data: Uint8Array): readonly XmlEvent[] {
    const text = this.#rest + this.#decoded(data, true);
    const events: XmlEvent[] = [];
    let at = 0;
    for (;;) {
      const opening = text.indexOf("<", at);
      const end = opening === -1 ? undefined : endOfMarkup(text, opening);
      if (end === undefined) break;
      if (end - at > longestToken) throw new XmlError("a part of the document is too long");
      if (opening > at) this.#text(unescaped(text.slice(at, opening)), events);
      this.#markup(text.slice(opening, end), events);
      at = end;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > longestToken) throw new XmlError("a part of the document is too long");
    return events;
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

  #text(text: string, events: XmlEvent[]): void {
    if (this.#open.length > 0) events.push({ kind: "text", text });
    else if (text.replace(/^\uFEFF/, "").trim() !== "") throw new XmlError("text outside of the document");
  }

  #markup(markup: string, events: XmlEvent[]): void {
    if (markup.startsWith("</")) events.push(this.#close(markup.slice(2, -1)));
    else if (markup.startsWith("<!--") || markup.startsWith("<?")) return;
    else if (markup.startsWith("<![CDATA["))
      this.#text(markup.slice("<![CDATA[".length, -"]]>".length), events);
    else if (markup.startsWith("<!")) throw new XmlError("the document has a document type");
    else this.#openElement(markup.slice(1, -1), events);
  }

  #openElement(inside: string, events: XmlEvent[]): void {
    const match = openTag.exec(inside);
    if (match === null) throw new XmlError("a tag cannot be read");
    const [, written = "", attributes = "", empty] = match;
    if (this.#open.length === 0 && this.#rootSeen) throw new XmlError("the document has two roots");
    if (this.#open.length >= deepest) throw new XmlError("the document is nested too deeply");
    this.#rootSeen = true;
    const namespaces = declared(attributes, this.#open.at(-1)?.namespaces ?? new Map());
    const name = fullName(written, namespaces);
    events.push({ kind: "open", name });
    if (empty === "/") events.push({ kind: "close", name });
    else this.#open.push({ written, name, namespaces });
  }

  #close(inside: string): XmlEvent {
    const element = this.#open.pop();
    if (element === undefined || element.written !== inside.trimEnd())
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
  wholeTag.lastIndex = opening;
  return wholeTag.test(text) ? wholeTag.lastIndex : undefined;
}

/** The namespaces in force inside of an element (Namespaces in XML §6). */
function declared(attributes: string, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (attributes === "") return outer;
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

/** `{namespace}local` of a name as it is written. */
function fullName(written: string, namespaces: ReadonlyMap<string, string>): string {
  const colon = written.indexOf(":");
  const prefix = colon === -1 ? "" : written.slice(0, colon);
  const namespace = namespaces.get(prefix);
  if (namespace === undefined && prefix !== "" && prefix !== "xml")
    throw new XmlError("a prefix is not declared");
  return `{${namespace ?? ""}}${written.slice(colon + 1)}`;
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
