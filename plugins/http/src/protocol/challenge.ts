/** One way to log in that a server offers (RFC 9110 §11.6.1). */
export interface Challenge {
  /** In lower case, such as `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const mostChallenges = 16;

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const schemePattern = new RegExp(`(${token})(?:[ \\t]+|(?=[ \\t]*(?:,|$)))`, "y");
const parameterPattern = new RegExp(
  `(${token})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))(?=[ \\t]*(?:,|$))`,
  "sy",
);
const token68Pattern = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const separatorPattern = /[ \t]*(?:,[ \t]*)*/y;

/**
 * Reads a WWW-Authenticate header, in which schemes and their parameters are
 * separated by the same comma. What cannot be read ends the list.
 */
export function parseChallenges(raw: string): readonly Challenge[] {
  const header = asUtf8(raw);
  const challenges: Challenge[] = [];
  let at = 0;
  let parameters: Map<string, string> | undefined;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(header) ?? undefined;
    if (match !== undefined) at = pattern.lastIndex;
    return match;
  };
  take(separatorPattern);
  while (at < header.length && challenges.length <= mostChallenges) {
    const parameter = parameters && take(parameterPattern);
    if (parameter !== undefined) {
      const [, name = "", quoted, bare = ""] = parameter;
      parameters?.set(name.toLowerCase(), quoted?.replace(/\\(.)/gs, "$1") ?? bare);
    } else {
      const scheme = take(schemePattern)?.[1];
      if (scheme === undefined) break;
      parameters = new Map();
      challenges.push({ scheme: scheme.toLowerCase(), parameters });
      if (!isParameterNext()) take(token68Pattern);
      else continue;
    }
    take(separatorPattern);
  }
  return challenges;

  function isParameterNext(): boolean {
    parameterPattern.lastIndex = at;
    return parameterPattern.test(header);
  }
}

/** Node gives each byte of a header as one character. */
function asUtf8(raw: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, "latin1"));
  } catch {
    return raw;
  }
}
