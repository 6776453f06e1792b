import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ByteString,
  byteStringOf,
  displayText,
  fsPath,
  isAscii,
  textOf,
} from "../../src/parts/byte-string.ts";

const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));
const byteString = (buffer: Buffer): ByteString => buffer.toString("latin1") as ByteString;

describe("a byte string", () => {
  test("reaches the file system as the bytes that it stands for", () => {
    fc.assert(
      fc.property(bytes, (buffer) => {
        expect(Buffer.from(fsPath(byteString(buffer))).equals(buffer)).toBe(true);
      }),
    );
  });

  test("comes from a text and goes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(byteStringOf(text)).toBe(Buffer.from(text).toString("latin1"));
        expect(textOf(byteStringOf(text))).toBe(text);
        expect(displayText(byteStringOf(text))).toBe(text);
      }),
    );
  });

  test("is a text exactly when it is UTF-8, and can be shown even so", () => {
    fc.assert(
      fc.property(bytes, (buffer) => {
        const text = textOf(byteString(buffer));
        expect(text !== undefined).toBe(isUtf8(buffer));
        if (text === undefined) expect(displayText(byteString(buffer))).toBe(buffer.toString("latin1"));
        expect(isAscii(byteString(buffer))).toBe(buffer.every((byte) => byte < 0x80));
      }),
    );
  });
});
