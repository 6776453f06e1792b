import { inspect } from "node:util";
import { Secret } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { encodeBech32 } from "../../src/seal/age/bech32.ts";
import { generateIdentity, parseIdentity, parseRecipient } from "../../src/seal/age/identity.ts";
import { manifestKey } from "../../src/seal/manifest-key.ts";
import { rejectionOf } from "./rejection.ts";

// RFC 7748, section 6.1: Bob's keys. The private key is not clamped, and must come back as it is.
const privateKey = Buffer.from("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb", "hex");
const publicKey = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
const text = encodeBech32("age-secret-key-", privateKey).toUpperCase();

describe("an identity", () => {
  test("has the public key that RFC 7748 gives, and keeps its text", () => {
    const identity = parseIdentity(new Secret(text));
    expect(Buffer.from(identity.recipient.publicKey).toString("hex")).toBe(publicKey);
    expect(identity.toText().reveal()).toBe(text);
    expect(String(identity.recipient)).toBe(encodeBech32("age", Buffer.from(publicKey, "hex")));
  });

  test("is a new one each time, and survives its own text", () => {
    const identity = generateIdentity();
    const again = parseIdentity(identity.toText());
    expect(String(again.recipient)).toBe(String(identity.recipient));
    expect(again.privateKey.equals(identity.privateKey)).toBe(true);
    expect(String(generateIdentity().recipient)).not.toBe(String(identity.recipient));
  });

  test("shows its secret in no print", () => {
    const identity = parseIdentity(new Secret(text));
    const prints = [inspect(identity, { depth: 9, showHidden: true }), JSON.stringify(identity)].join();
    expect(prints).not.toContain(privateKey.toString("base64url"));
    expect(prints.toUpperCase()).not.toContain(text.slice(-40));
  });

  test.each([
    ["a lower-case text", text.toLowerCase()],
    ["a recipient", encodeBech32("age", privateKey)],
    ["31 bytes", encodeBech32("age-secret-key-", privateKey.subarray(1)).toUpperCase()],
    ["a newline behind it", `${text}\n`],
    ["nothing", ""],
  ])("is not made of %s", async (_what, wrong) => {
    expect(await rejectionOf(() => parseIdentity(new Secret(wrong)))).toBe("holdfast.seal.invalid-identity");
  });
});

describe("a recipient", () => {
  test("survives its own text", () => {
    const { recipient } = generateIdentity();
    const { publicKey: again } = parseRecipient(recipient.toString());
    expect(Buffer.compare(again, recipient.publicKey)).toBe(0);
  });

  test.each([
    ["upper case", encodeBech32("age", privateKey).toUpperCase()],
    ["33 bytes", encodeBech32("age", Buffer.alloc(33))],
    ["spaces around it", ` ${encodeBech32("age", privateKey)}`],
  ])("is not made of %s", async (_what, wrong) => {
    expect(await rejectionOf(() => parseRecipient(wrong))).toBe("holdfast.seal.invalid-recipient");
  });

  test("that is really an identity is refused without repeating it", () => {
    expect(() => parseRecipient(text)).toThrow(/^(?!.*AGE-SECRET)/);
  });
});

test("the manifest key is HKDF-SHA256 of the secret key (computed by another implementation)", () => {
  expect(manifestKey(parseIdentity(new Secret(text))).toString("hex")).toBe(
    "325b4c13c046df7fa888f22de1d02eedc236f8e7e7f9af12cb21b6c202d699cf",
  );
});
