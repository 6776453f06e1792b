import { Secret } from "@holdfast/contract";

/** User and password of a header `Authorization: Basic …` (RFC 7617); `undefined` when it is something else. */
export function basicCredentials(header: string | undefined): { user: string; password: Secret } | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]{1,4096})$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { user: text.slice(0, colon), password: new Secret(text.slice(colon + 1)) };
}
