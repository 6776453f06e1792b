import { protocolError } from "./session-errors.ts";

/** One element of DER (X.690): its tag and its content. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** An element with the given content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

/** The elements that lie one after the other. @throws LocationError `protocol` */
export function readDer(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes.readUInt8(at);
    const [length, start] = readLength(bytes, at + 1);
    if (start + length > bytes.length) throw broken();
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

/** The content of the first element with a tag. */
export function findDer(elements: readonly DerElement[], tag: number): Buffer | undefined {
  return elements.find((element) => element.tag === tag)?.content;
}

/** The content of the one element, which must have the tag. @throws LocationError `protocol` */
export function onlyDer(bytes: Buffer, tag: number): Buffer {
  const [first] = readDer(bytes);
  if (first?.tag !== tag) throw broken();
  return first.content;
}

function readLength(bytes: Buffer, at: number): readonly [length: number, next: number] {
  const first = bytes[at];
  if (first === undefined || first === 0x80 || first > 0x84) throw broken();
  if (first < 0x80) return [first, at + 1];
  const count = first & 0x7f;
  if (at + 1 + count > bytes.length) throw broken();
  return [bytes.readUIntBE(at + 1, count), at + 1 + count];
}

function broken(): Error {
  return protocolError("The server sent an authentication token that cannot be read.");
}
