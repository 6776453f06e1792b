import { invalidRequest } from "../errors/vapi-error.ts";

const deepest = 32;
const poison: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Strings, and the characters that make structure. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Reads JSON text more strictly than `JSON.parse`, which takes the last of two equal
 * keys: a proxy that takes the first would have seen another request.
 *
 * @throws VapiError INVALID_REQUEST
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidRequest("holdfast.rest.malformed-json", complaint(error as Error));
  }
  checkKeys(text);
  return value;
}

/** What the parser says, without the excerpt of the text that it may quote: a password may be in it. */
function complaint(error: Error): string {
  const [said = ""] = error.message.split(/, ["'.]/, 1);
  return said.replace(/^[A-Z]/, (first) => first.toLowerCase());
}

/** @param text valid JSON */
function checkKeys(text: string): void {
  const open: Set<string>[] = [];
  let last = "";
  for (const [found] of text.matchAll(token)) {
    if (found === "{" || found === "[") {
      open.push(new Set());
      if (open.length > deepest) throw invalidRequest("holdfast.rest.nested-too-deep", deepest);
    } else if (found === "}" || found === "]") {
      open.pop();
    } else if (found === ":") {
      addKey(open.at(-1), JSON.parse(last) as string);
    }
    last = found;
  }
}

function addKey(keys: Set<string> | undefined, key: string): void {
  const quoted = JSON.stringify(key.slice(0, 100));
  if (poison.has(key)) throw invalidRequest("holdfast.rest.forbidden-key", quoted);
  if (keys?.has(key) === true) throw invalidRequest("holdfast.rest.duplicate-key", quoted);
  keys?.add(key);
}
