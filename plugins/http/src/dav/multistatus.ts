import { type XmlEvent, XmlError } from "./xml-reader.ts";

/** What a multistatus says about one resource (RFC 4918 §14.24): the properties that were found. */
export interface DavResource {
  /** As the server wrote it: a URL or a path, percent-encoded. */
  readonly href: string;
  /** The status of the resource as a whole, where there is one. */
  readonly status: number | undefined;
  readonly isCollection: boolean;
  readonly length: number | undefined;
  readonly modified: Date | undefined;
  /** Bytes that can still be stored (RFC 4331 §3). */
  readonly quotaAvailable: number | undefined;
}

const dav = (local: string): string => `{DAV:}${local}`;
const path = (...names: readonly string[]): string => names.map(dav).join("/");

const responsePath = path("multistatus", "response");
const hrefPath = path("multistatus", "response", "href");
const statusPath = path("multistatus", "response", "status");
const propstatPath = path("multistatus", "response", "propstat");
const propstatStatusPath = path("multistatus", "response", "propstat", "status");
const propPath = path("multistatus", "response", "propstat", "prop");
const collectionPath = path("multistatus", "response", "propstat", "prop", "resourcetype", "collection");

const longestText = 16 * 1024;

/** Puts the events of an XML document together to resources, and keeps one at a time. */
export class MultistatusReader {
  /** The paths of the open elements, the innermost last. */
  readonly #paths: string[] = [];
  #text = "";
  #properties = new Map<string, string>();
  #found = new Map<string, string>();
  #propstatStatus = "";
  #href = "";
  #status = "";

  /** @returns a resource when the event was its end. @throws XmlError */
  take(event: XmlEvent): DavResource | undefined {
    if (event.kind === "text") {
      this.#text += event.text;
      if (this.#text.length > longestText) throw new XmlError("a text is too long");
      return undefined;
    }
    const at = this.#paths.at(-1);
    if (event.kind === "open") {
      if (at === undefined && event.name !== dav("multistatus"))
        throw new XmlError("the document is no multistatus");
      const path = at === undefined ? event.name : `${at}/${event.name}`;
      this.#paths.push(path);
      this.#begin(path);
      return undefined;
    }
    this.#paths.pop();
    const resource = this.#end(at ?? "", event.name);
    this.#text = "";
    return resource;
  }

  #begin(at: string): void {
    this.#text = "";
    if (at === responsePath) {
      this.#href = "";
      this.#status = "";
      this.#found = new Map();
    } else if (at === propstatPath) {
      this.#properties = new Map();
      this.#propstatStatus = "";
    }
    // That the element is there is all that a resource type says.
    if (at === collectionPath) this.#properties.set(dav("collection"), "");
  }

  #end(at: string, name: string): DavResource | undefined {
    const text = this.#text.trim();
    if (at === hrefPath) this.#href = text;
    else if (at === statusPath) this.#status = text;
    else if (at === propstatStatusPath) this.#propstatStatus = text;
    else if (at === propstatPath) this.#keep();
    else if (at === responsePath) return this.#resource();
    else if (this.#paths.at(-1) === propPath) this.#properties.set(name, text);
    return undefined;
  }

  #keep(): void {
    if (statusOf(this.#propstatStatus) !== 200) return;
    for (const [name, value] of this.#properties) this.#found.set(name, value);
  }

  #resource(): DavResource {
    if (this.#href === "") throw new XmlError("a response has no href");
    const modified = new Date(this.#found.get(dav("getlastmodified")) ?? NaN);
    return {
      href: this.#href,
      status: statusOf(this.#status),
      isCollection: this.#found.has(dav("collection")),
      length: wholeNumber(this.#found.get(dav("getcontentlength"))),
      modified: Number.isNaN(modified.getTime()) ? undefined : modified,
      quotaAvailable: wholeNumber(this.#found.get(dav("quota-available-bytes"))),
    };
  }
}

/** `HTTP/1.1 200 OK`. */
function statusOf(line: string): number | undefined {
  const [, code] = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/.exec(line) ?? [];
  return code === undefined ? undefined : Number(code);
}

function wholeNumber(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d{1,19}$/.test(text) ? Number(text) : NaN;
  return Number.isNaN(number) ? undefined : Math.min(number, Number.MAX_SAFE_INTEGER);
}
