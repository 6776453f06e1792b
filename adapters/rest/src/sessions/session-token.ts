import type { IncomingHttpHeaders } from "node:http";

/** The name of the header and of the cookie that carry a session's token. */
const tokenName = "vmware-api-session-id";

/** The token that a request carries, in the header or else in the cookie. */
export function sessionToken(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[tokenName];
  if (typeof header === "string") return header.trim();
  for (const pair of (headers.cookie ?? "").split(";")) {
    const [name, value] = pair.split("=", 2);
    if (name?.trim() === tokenName && value !== undefined) return value.trim().replace(/^"(.*)"$/, "$1");
  }
  return undefined;
}

/** The cookie of a token; an empty one ends it in the client. */
export function sessionCookie(token: string): string {
  const cookie = `${tokenName}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`;
  return token === "" ? `${cookie}; Max-Age=0` : cookie;
}
