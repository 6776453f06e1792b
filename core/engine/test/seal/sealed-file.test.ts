import { randomBytes } from "node:crypto";
import { Secret } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../../src/seal/age/base64.ts";
import { openFile, sealFile } from "../../src/seal/age/file.ts";
import { parseHeader, serializeHeader } from "../../src/seal/age/header.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { chunkSize } from "../../src/seal/age/payload.ts";
import { flipped } from "./flip.ts";
import { rejectionOf } from "./rejection.ts";

const identity = generateIdentity();
const password = new Secret("correct horse battery staple");
const plaintext = Buffer.from("what is sealed");

describe("a file sealed for recipients", () => {
  test.each([0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize + 7])(
    "of %i bytes comes back",
    async (size) => {
      const content = randomBytes(size);
      const file = await sealFile(content, [identity.recipient]);
      const before = Buffer.from(file);
      expect(Buffer.compare(await openFile(file, [identity]), content)).toBe(0);
      expect(Buffer.compare(file, before)).toBe(0);
    },
  );

  test("opens for each of them, and for nobody else", async () => {
    const others = [generateIdentity(), generateIdentity()] as const;
    const file = await sealFile(plaintext, [others[0].recipient, others[1].recipient]);
    for (const other of others)
      expect(Buffer.from(await openFile(file, [identity, other]))).toEqual(plaintext);
    expect(await rejectionOf(() => openFile(file, [identity]))).toBe("holdfast.seal.no-identity-matched");
    expect(await rejectionOf(() => openFile(file, []))).toBe("holdfast.seal.no-identity-matched");
    expect(await rejectionOf(() => openFile(file, password))).toBe("holdfast.seal.needs-identity");
  });

  test("does not open with any bit flipped", async () => {
    const file = await sealFile(plaintext, [identity.recipient]);
    const headerBits = parseHeader(file).size * 8;
    for (let bit = 0; bit < file.length * 8; bit++) {
      const id = await rejectionOf(() => openFile(flipped(file, bit), [identity]));
      if (bit < headerBits) expect(id).toMatch(/not-age|malformed-header|header-altered|no-identity-matched/);
      else expect(id).toBe("holdfast.seal.payload-altered");
    }
  });

  test("does not open when it is cut anywhere, or longer", async () => {
    const file = await sealFile(plaintext, [identity.recipient]);
    for (let size = 0; size < file.length; size++) {
      expect(await rejectionOf(() => openFile(file.subarray(0, size), [identity]))).toMatch(
        /^holdfast\.seal\./,
      );
    }
    const longer = Buffer.concat([file, Buffer.alloc(1)]);
    expect(await rejectionOf(() => openFile(longer, [identity]))).toBe("holdfast.seal.payload-altered");
  });

  test("cannot be made for a point of low order", async () => {
    const recipient = { publicKey: new Uint8Array(32) };
    expect(await rejectionOf(() => sealFile(plaintext, [recipient]))).toBe("holdfast.seal.invalid-recipient");
  });
});

describe("a file sealed with a password", () => {
  test("opens with it, and with no other", async () => {
    const file = await sealFile(plaintext, password);
    expect(Buffer.from(file).toString("latin1")).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S{22} 17\n/);
    expect(Buffer.from(await openFile(file, password))).toEqual(plaintext);
    for (const wrong of ["", "correct horse battery staple ", "Correct horse battery staple"]) {
      expect(await rejectionOf(() => openFile(file, new Secret(wrong)))).toBe("holdfast.seal.wrong-password");
    }
    expect(await rejectionOf(() => openFile(file, [identity]))).toBe("holdfast.seal.needs-password");
  });

  test.each(["", "päßwörd 密码 🔑", "x".repeat(5000)])("takes any password: %#", async (text) => {
    const file = await sealFile(plaintext, new Secret(text));
    expect(Buffer.from(await openFile(file, new Secret(text)))).toEqual(plaintext);
  });

  test.each([
    ["19", "holdfast.seal.work-factor"],
    ["23", "holdfast.seal.work-factor"],
    ["99", "holdfast.seal.work-factor"],
    ["100", "holdfast.seal.malformed-header"],
    ["018", "holdfast.seal.malformed-header"],
  ])("is refused with a work factor of %s", async (factor, id) => {
    const args = [encodeBase64(new Uint8Array(16)), factor];
    const header = serializeHeader([{ type: "scrypt", args, body: new Uint8Array(32) }], new Uint8Array(16));
    const file = Buffer.concat([header, Buffer.alloc(32)]);
    expect(await rejectionOf(() => openFile(file, password))).toBe(id);
  });
});
