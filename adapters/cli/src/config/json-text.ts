/** A JSON value with the places of all its values in the text. */
export interface JsonNode {
  readonly value: unknown;
  /** Where it begins, in UTF-16 units. */
  readonly offset: number;
  /** Members of an object or items of an array, by name or index. */
  readonly children: ReadonlyMap<string, JsonNode>;
}

/** The text is no JSON from this place on. */
export class JsonTextError extends Error {
  override readonly name = "JsonTextError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const blank = /(?:[ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const scalar = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/sy;
const deepest = 64;

/**
 * Reads JSON in which comments and commas after the last member may stand.
 *
 * @throws JsonTextError that says where the text is wrong; two equal keys are wrong as well
 */
export function parseJsonText(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text;
  }

  value(depth: number): JsonNode {
    this.#skip();
    const offset = this.#at;
    if (depth > deepest) throw new JsonTextError("is nested too deep", offset);
    if (this.#take("{")) return this.#object(offset, depth);
    if (this.#take("[")) return this.#array(offset, depth);
    return { value: this.#scalar(), offset, children: new Map() };
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) throw new JsonTextError("goes on after the value", this.#at);
  }

  #object(offset: number, depth: number): JsonNode {
    const children = new Map<string, JsonNode>();
    for (;;) {
      this.#skip();
      if (this.#take("}")) break;
      const keyOffset = this.#at;
      const key =
        this.#text[keyOffset] === '"' ? (this.#scalar() as string) : this.#fail("has no quoted key here");
      if (children.has(key)) throw new JsonTextError(`has the key ${JSON.stringify(key)} twice`, keyOffset);
      this.#skip();
      if (!this.#take(":")) this.#fail("lacks a colon");
      children.set(key, this.value(depth + 1));
      if (!this.#separator("}")) break;
    }
    const members = [...children].map(([key, { value }]) => [key, value] as const);
    return { value: Object.fromEntries(members), offset, children };
  }

  #array(offset: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    for (;;) {
      this.#skip();
      if (this.#take("]")) break;
      items.push(this.value(depth + 1));
      if (!this.#separator("]")) break;
    }
    const children = new Map(items.map((item, index) => [String(index), item]));
    return { value: items.map((item) => item.value), offset, children };
  }

  /** @returns whether something may follow */
  #separator(closing: string): boolean {
    this.#skip();
    if (this.#take(",")) return true;
    return this.#take(closing) ? false : this.#fail(`lacks a comma or ${closing}`);
  }

  #scalar(): unknown {
    const offset = this.#at;
    const found = this.#match(scalar);
    if (found === "") return this.#fail("has no value here");
    try {
      return JSON.parse(found);
    } catch {
      throw new JsonTextError("has a value that is not written as JSON writes it", offset);
    }
  }

  #skip(): void {
    this.#match(blank);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #fail(what: string): never {
    throw new JsonTextError(this.#at < this.#text.length ? what : "ends too early", this.#at);
  }
}
