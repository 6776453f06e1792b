import { Secret } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { openFile, sealFile } from "../../src/seal/age/file.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { maxKeySlotSize, openKeySlot, writeKeySlot } from "../../src/seal/key-slots.ts";
import { rejectionOf } from "./rejection.ts";

const identity = generateIdentity();
const escrow = generateIdentity();
const owner = { systemId: "3f6c1b2e-9d0a-4c55", archive: "M_4.2.0_20270101-020304_NBSWY3DP" };
const created = "2027-01-01T02:03:04Z";
const secretText = identity.toText().reveal();

/** What opening a slot with this content ends with. */
async function opening(text: string): Promise<string> {
  const file = await sealFile(Buffer.from(text), [escrow.recipient]);
  return rejectionOf(() => openKeySlot(file, [escrow]));
}

describe("a key slot", () => {
  test("gives the archive's identity to who knows the password", async () => {
    const password = new Secret("the backup password");
    const file = await writeKeySlot(identity, owner, created, password);
    const slot = await openKeySlot(file, password);
    expect(slot).toMatchObject(owner);
    expect(slot.identity.toText().reveal()).toBe(secretText);
    expect(await rejectionOf(() => openKeySlot(file, new Secret("another")))).toBe(
      "holdfast.seal.wrong-password",
    );
  });

  test("gives it to an escrow recipient, as an identity file with its owner in comments", async () => {
    const file = await writeKeySlot(identity, owner, created, escrow.recipient);
    expect((await openKeySlot(file, [escrow])).identity.toText().reveal()).toBe(secretText);
    expect(Buffer.from(await openFile(file, [escrow])).toString()).toBe(
      `# holdfast-archive: ${owner.systemId} ${owner.archive}\n# created: ${created}\n${secretText}\n`,
    );
    expect(await rejectionOf(() => openKeySlot(file, [identity]))).toBe("holdfast.seal.no-identity-matched");
  });

  test("may lack the time of its creation", async () => {
    expect(await opening(`# holdfast-archive: a b\n${secretText}\n`)).toBe("none");
  });

  test.each([
    ["no owner", `${secretText}\n`],
    ["an owner without an archive", `# holdfast-archive: a\n${secretText}\n`],
    ["an owner of three words", `# holdfast-archive: a b c\n${secretText}\n`],
    ["a word that is too long", `# holdfast-archive: a ${"b".repeat(256)}\n${secretText}\n`],
    ["a control character", `# holdfast-archive: a b\u0007\n${secretText}\n`],
    ["two identities", `# holdfast-archive: a b\n${secretText}\n${secretText}\n`],
    ["an unknown comment", `# holdfast-archive: a b\n# other\n${secretText}\n`],
    ["no last newline", `# holdfast-archive: a b\n${secretText}`],
    ["nothing", ""],
  ])("with %s is refused", async (_what, text) => {
    expect(await opening(text)).toBe("holdfast.seal.malformed-key-slot");
  });

  test("with a damaged identity is refused", async () => {
    const damaged = secretText.slice(0, 30) + (secretText[30] === "Q" ? "P" : "Q") + secretText.slice(31);
    expect(await opening(`# holdfast-archive: a b\n${damaged}\n`)).toBe("holdfast.seal.invalid-identity");
  });

  test("is not read when it is too large", async () => {
    const file = new Uint8Array(maxKeySlotSize + 1);
    expect(await rejectionOf(() => openKeySlot(file, [escrow]))).toBe("holdfast.seal.malformed-key-slot");
  });

  test.each([
    ["a space in the archive's name", { ...owner, archive: "a b" }, created],
    ["a line in the system's id", { ...owner, systemId: "a\nAGE-SECRET-KEY-1" }, created],
    ["a line in the time", owner, `${created}\nAGE-SECRET-KEY-1`],
  ])("is not written with %s", async (_what, wrong, time) => {
    const writing = (): Promise<Uint8Array> => writeKeySlot(identity, wrong, time, escrow.recipient);
    expect(await rejectionOf(writing)).toBe("holdfast.seal.malformed-key-slot");
  });
});
