import { createHmac } from "node:crypto";

/** An entry of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly patterns: readonly string[];
  readonly revoked: boolean;
  /** Such as `ssh-ed25519`. */
  readonly keyType: string;
  /** The key's blob as in RFC 4253 §6.6, base64. */
  readonly key: string;
}

const defaultPort = 22;

/** Reads a known_hosts text. Comments, `@cert-authority` and lines that cannot be read are left out. */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/[ \t]+/);
    const marker = words[0]?.startsWith("@") === true ? words.shift() : undefined;
    if (marker !== undefined && marker !== "@revoked") return [];
    const [patterns, keyType, key] = words;
    if (patterns === undefined || patterns.startsWith("#") || keyType === undefined) return [];
    if (key === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return [];
    return [{ patterns: patterns.split(","), revoked: marker === "@revoked", keyType, key }];
  });
}

/** The line that makes a host known. */
export function knownHostLine(host: string, port: number, keyType: string, key: Buffer): string {
  return `${nameInFile(host, port)} ${keyType} ${key.toString("base64")}`;
}

/** Whether an entry is about this host on this port. */
export function isAbout(entry: KnownHost, host: string, port: number): boolean {
  const name = nameInFile(host, port);
  const matches = (pattern: string): boolean =>
    pattern.startsWith("|") ? matchesHash(pattern, name) : matchesWildcards(pattern.toLowerCase(), name);
  const negated = entry.patterns.some((pattern) => pattern.startsWith("!") && matches(pattern.slice(1)));
  return !negated && entry.patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern));
}

function nameInFile(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === defaultPort ? name : `[${name}]:${port}`;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name with the salt as its key, as `ssh-keygen -H` writes it. */
function matchesHash(pattern: string, name: string): boolean {
  const [empty, version, salt, hash, ...rest] = pattern.split("|");
  if (empty !== "" || version !== "1" || salt === undefined || hash === undefined || rest.length > 0)
    return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

/** `*` stands for any characters and `?` for one; everything else, brackets too, for itself. */
function matchesWildcards(pattern: string, name: string): boolean {
  // Greedy with one point of return, so that the time stays bounded for any number of stars.
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < name.length;) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at++;
      resume = index;
    } else if (wanted !== undefined && (wanted === "?" || wanted === name[index])) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
