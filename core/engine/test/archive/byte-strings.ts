import fc from "fast-check";
import { type ByteString, byteStringOf } from "../../src/parts/byte-string.ts";

function nameOf(bytes: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<ByteString> {
  const unit = bytes.map((byte) => String.fromCharCode(byte));
  return fc.string({ unit, minLength: 1, maxLength }) as fc.Arbitrary<ByteString>;
}

/** Names as Linux allows them, and longer: ASCII, other UTF-8, and any bytes but NUL. None ends in a slash. */
export const names: fc.Arbitrary<ByteString> = fc
  .oneof(
    nameOf(fc.integer({ min: 0x20, max: 0x7e }), 300),
    fc.string({ unit: "binary", minLength: 1, maxLength: 150 }).map(byteStringOf),
    nameOf(fc.integer({ min: 1, max: 255 }), 300),
  )
  .map((name) => name.replaceAll("\0", "0").replace(/\/+$/, "_") as ByteString);
