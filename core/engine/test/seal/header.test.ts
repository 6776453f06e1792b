import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHeader, serializeHeader, type Stanza, verifyHeader } from "../../src/seal/age/header.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";

const word = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 70,
});
const stanza: fc.Arbitrary<Stanza> = fc.record({
  type: word.filter((type) => type !== "scrypt"),
  args: fc.array(word, { maxLength: 4 }),
  body: fc.uint8Array({ maxLength: 200 }),
});
const stanzas = fc.array(stanza, { minLength: 1, maxLength: 5 });
const fileKey = new Uint8Array(16).fill(1);
const malformed = "holdfast.seal.malformed-header";

describe("a header", () => {
  test("comes back as it was written, with anything behind it", () => {
    fc.assert(
      fc.property(stanzas, fc.uint8Array({ maxLength: 99 }), (written, payload) => {
        const bytes = serializeHeader(written, fileKey);
        const header = parseHeader(Buffer.concat([bytes, payload]));
        expect(header.size).toBe(bytes.length);
        expect(header.stanzas.map((each) => ({ ...each, body: Uint8Array.from(each.body) }))).toEqual(
          written,
        );
        verifyHeader(header, fileKey);
      }),
    );
  });

  test("keeps bodies of 48 and 96 bytes, whose last line is empty", () => {
    for (const size of [0, 47, 48, 49, 96]) {
      const bytes = serializeHeader([{ type: "x", args: [], body: new Uint8Array(size) }], fileKey);
      expect(Buffer.from(bytes).toString().split("\n")).toHaveLength(5 + Math.floor(size / 48));
      expect(parseHeader(bytes).stanzas[0]?.body).toHaveLength(size);
    }
  });

  test("is refused with any single bit flipped", async () => {
    const bytes = serializeHeader([{ type: "X25519", args: ["abc"], body: new Uint8Array(50) }], fileKey);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      expect(await rejectionOf(() => verifyHeader(parseHeader(flipped(bytes, bit)), fileKey))).not.toBe(
        "none",
      );
    }
  });

  test("is refused when it is cut anywhere", async () => {
    const bytes = serializeHeader([{ type: "X25519", args: ["abc"], body: new Uint8Array(50) }], fileKey);
    for (let size = 0; size < bytes.length; size++) {
      expect(await rejectionOf(() => parseHeader(bytes.subarray(0, size)))).not.toBe("none");
    }
  });

  test("is refused when it does not end within 64 KiB", async () => {
    const body = new Uint8Array(48 * 1024);
    const bytes = serializeHeader([{ type: "x", args: [], body }], fileKey);
    expect(await rejectionOf(() => parseHeader(bytes))).toBe(malformed);
  });

  test("is refused without a stanza", async () => {
    expect(await rejectionOf(() => parseHeader(serializeHeader([], fileKey)))).toBe(malformed);
  });

  test("does not verify with another file key", async () => {
    const header = parseHeader(serializeHeader([{ type: "x", args: [], body: fileKey }], fileKey));
    expect(await rejectionOf(() => verifyHeader(header, new Uint8Array(16)))).toBe(
      "holdfast.seal.header-altered",
    );
  });

  test("of hostile bytes fails with a typed error", async () => {
    const line = fc.oneof(
      fc.constantFrom(
        "age-encryption.org/v1",
        "-> X25519 AAAA",
        "-> scrypt",
        "--- ",
        "---",
        "",
        "A".repeat(64),
      ),
      fc.string({ maxLength: 80 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 9 }), async (lines) => {
        const bytes = Buffer.from(`age-encryption.org/v1\n${lines.join("\n")}`);
        expect(await rejectionOf(() => parseHeader(bytes))).toBe(malformed);
      }),
    );
  });
});
