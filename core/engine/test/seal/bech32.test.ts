import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBech32, encodeBech32 } from "../../src/seal/age/bech32.ts";

// These and the refused ones are from BIP 173.
const empty = [
  "A12UEL5L",
  "a12uel5l",
  "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
  "?1ezyfcl",
];
const invalid = [
  ["a character outside the prefix's range", " 1nwldj5"],
  ["a control character in the prefix", "\u007f1axkwrx"],
  ["no separator", "pzry9x0s0muk"],
  ["an empty prefix", "1pzry9x0s0muk"],
  ["a character outside the alphabet", "x1b4n0q5v"],
  ["a checksum that is too short", "li1dgmt3"],
  ["a wrong checksum", "A1G7SGD8"],
  ["mixed case", "A12uEL5L"],
  ["nothing", ""],
] as const;

describe("Bech32", () => {
  test.each(empty)("takes %s, which has no data", (text) => {
    expect(decodeBech32(text)?.data).toHaveLength(0);
  });

  test("decodes the alphabet in its order", () => {
    const text = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw";
    const hex = Buffer.from(decodeBech32(text)?.data ?? []).toString("hex");
    expect(hex).toBe("00443214c74254b635cf84653a56d7c675be77df");
    expect(encodeBech32("abcdef", Buffer.from(hex, "hex"))).toBe(text);
  });

  test.each(invalid)("refuses %s", (_what, text) => expect(decodeBech32(text)).toBeUndefined());

  test("gives back any bytes, of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        expect(decodeBech32(encodeBech32("age", data))).toEqual({ prefix: "age", data });
      }),
    );
  });

  test("refuses any one wrong character, and any transposition", () => {
    const characters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const text = encodeBech32("age", new Uint8Array(32).fill(7));
    for (let index = "age1".length; index < text.length; index++) {
      for (const other of characters.replace(text[index] ?? "", "")) {
        expect(decodeBech32(text.slice(0, index) + other + text.slice(index + 1))).toBeUndefined();
      }
      const [one = "", two = ""] = text.slice(index, index + 2);
      if (one === two || two === "") continue;
      expect(decodeBech32(text.slice(0, index) + two + one + text.slice(index + 2))).toBeUndefined();
    }
  });

  test("refuses spare bits that are not zero, and spare characters", () => {
    expect(decodeBech32("age1qqpexly5")?.data).toEqual(Uint8Array.of(0));
    expect(decodeBech32("age1qpu0j2ex")).toBeUndefined();
    expect(decodeBech32("age1qqqyst3gn")).toBeUndefined();
    expect(decodeBech32("age1qdd35qf")).toBeUndefined();
  });
});
