import { type ByteString, byteStringOf, textOf } from "../parts/byte-string.ts";
import type { IndexEntry } from "./entry.ts";

/** The member name of an absolute path: without its leading `/`, as GNU tar has it; `.` for the root directory. */
export function memberName(path: ByteString): ByteString {
  return (path === "/" ? "." : path.slice(1)) as ByteString;
}

/** A member name in the index's wire form. */
export function nameFields(name: ByteString): Pick<IndexEntry, "path" | "path_base64"> {
  const path = textOf(name);
  return path === undefined ? { path_base64: base64(name) } : { path };
}

/** The target of a link in the index's wire form. */
export function linkFields(target: ByteString): Pick<IndexEntry, "link" | "link_base64"> {
  const link = textOf(target);
  return link === undefined ? { link_base64: base64(target) } : { link };
}

/** The member name that an entry of the index stands for. */
export function nameOf({ path, path_base64 = "" }: IndexEntry): ByteString {
  return path === undefined ? fromBase64(path_base64) : byteStringOf(path);
}

/** The target of the link that an entry of the index stands for; `undefined` when it is none. */
export function linkOf({ link, link_base64 }: IndexEntry): ByteString | undefined {
  if (link !== undefined) return byteStringOf(link);
  return link_base64 === undefined ? undefined : fromBase64(link_base64);
}

function base64(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}

function fromBase64(text: string): ByteString {
  return Buffer.from(text, "base64").toString("latin1") as ByteString;
}
