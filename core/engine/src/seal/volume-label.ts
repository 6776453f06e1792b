import { createHash, timingSafeEqual } from "node:crypto";
import { failure } from "../messages/holdfast-error.ts";
import type { Header, Stanza } from "./age/header.ts";

const stanzaType = "holdfast-volume";
const digestSize = 16;

/**
 * What a volume is within its archive, such as `common.000001` or `common.index.000001`:
 * the beginning of its file name.
 *
 * @param number counts from 1
 */
export function volumeLabel(part: string, stream: "data" | "index", number: number): string {
  const count = String(number).padStart(6, "0");
  return stream === "data" ? `${part}.${count}` : `${part}.index.${count}`;
}

/** The label of the volume with this file name: the name up to its endings. */
export function labelOf(fileName: string): string {
  return /^[^.]*(?:\.index)?\.\d{6}/.exec(fileName)?.[0] ?? fileName;
}

/**
 * A stanza that wraps no key but says which volume the file is, under the header's
 * MAC: all volumes of an archive are sealed to one identity, and who cannot open
 * them could still exchange them. Programs pass over stanzas that they do not know
 * (age specification, "Recipient stanza").
 */
export function labelStanza(label: string): Stanza {
  return { type: stanzaType, args: [], body: labelDigest(label) };
}

/**
 * Throws `holdfast.seal.other-volume` unless the header carries this label.
 *
 * @param header one whose MAC has been verified
 */
export function checkLabel(header: Header, label: string): void {
  const [stanza, ...others] = header.stanzas.filter(({ type }) => type === stanzaType);
  const isIt = stanza?.body.length === digestSize && timingSafeEqual(stanza.body, labelDigest(label));
  if (!isIt || others.length > 0) throw failure("holdfast.seal.other-volume", label);
}

function labelDigest(label: string): Uint8Array {
  return createHash("sha256").update(label).digest().subarray(0, digestSize);
}
