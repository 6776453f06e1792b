import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Secret } from "@holdfast/contract";
import { debianProgram, describeWith } from "@holdfast/testservers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFile, sealFile } from "../../src/seal/age/file.ts";
import { generateIdentity } from "../../src/seal/age/identity.ts";
import { chunkSize } from "../../src/seal/age/payload.ts";
import { openKeySlot, writeKeySlot } from "../../src/seal/key-slots.ts";
import { sealedLayout } from "../../src/seal/volume.ts";
import { runOnTerminal } from "./terminal.ts";

const run = promisify(execFile);
const identity = generateIdentity();
const passwordText = "correct horse battery staple";
const sizes = [0, 1, chunkSize, chunkSize + 1, 3 * chunkSize - 1];

await describeWith(
  { describe, test, afterAll },
  "age",
  () => debianProgram("age"),
  (age) => {
    let directory: string;
    const file = (name: string): string => join(directory, name);
    const ageRun = async (...args: string[]): Promise<Buffer> => {
      const { stdout } = await run(age.path, args, { env: age.env, encoding: "buffer" });
      return stdout;
    };

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "holdfast-age-"));
      await writeFile(file("identity"), identity.toText().reveal());
    });
    afterAll(() => rm(directory, { recursive: true, force: true }));

    test.each(sizes)("opens a file of %i bytes that is sealed for a recipient", async (size) => {
      const plaintext = randomBytes(size);
      await writeFile(file("sealed"), await sealFile(plaintext, [identity.recipient]));
      const opened = await ageRun("-d", "-i", file("identity"), file("sealed"));
      expect(Buffer.compare(opened, plaintext)).toBe(0);
    });

    test.each(sizes)("makes files of %i bytes for a recipient that open", async (size) => {
      const plaintext = randomBytes(size);
      await writeFile(file("plain"), plaintext);
      await ageRun("-r", String(identity.recipient), "-o", file("sealed"), file("plain"));
      expect(Buffer.compare(await openFile(await readFile(file("sealed")), [identity]), plaintext)).toBe(0);
    });

    test("makes a file for a password that opens", async () => {
      await writeFile(file("plain"), "by hand");
      const args = ["-p", "-o", file("by-hand"), file("plain")];
      await runOnTerminal(age, args, [passwordText, passwordText]);
      const opened = await openFile(await readFile(file("by-hand")), new Secret(passwordText));
      expect(Buffer.from(opened).toString()).toBe("by hand");
    });

    test("opens a key slot with the password, and with what is in it a volume", async () => {
      const owner = { systemId: "3f6c1b2e", archive: "M_4.2.0_20270101-020304_AA" };
      const slot = await writeKeySlot(identity, owner, "2027-01-01T02:03:04Z", new Secret(passwordText));
      await writeFile(file("identity.age"), slot);
      const args = ["-d", "-o", file("id"), file("identity.age")];
      await runOnTerminal(age, args, [passwordText]);

      const plaintext = randomBytes(2 * chunkSize + 9);
      const buffer = new Uint8Array(4 * chunkSize);
      const layout = sealedLayout(identity.recipient);
      layout.place(buffer, 0, plaintext);
      await writeFile(
        file("volume.age"),
        buffer.subarray(0, layout.finish(buffer, plaintext.length, "common.000001")),
      );
      const opened = await ageRun("-d", "-i", file("id"), file("volume.age"));
      expect(Buffer.compare(opened, plaintext)).toBe(0);
    });

    test("makes a key slot by hand that opens, of one that it opened", async () => {
      const owner = { systemId: "a", archive: "b" };
      const escrow = generateIdentity();
      await writeFile(file("escrow"), escrow.toText().reveal());
      await writeFile(
        file("escrow.age"),
        await writeKeySlot(identity, owner, "2027-01-01T02:03:04Z", escrow.recipient),
      );
      await ageRun("-d", "-i", file("escrow"), "-o", file("id"), file("escrow.age"));
      await ageRun("-r", String(escrow.recipient), "-o", file("rewrapped.age"), file("id"));
      const slot = await openKeySlot(await readFile(file("rewrapped.age")), [escrow]);
      expect(slot).toMatchObject(owner);
    });

    test("refuses a file that was cut at the edge of a chunk, as is done here", async () => {
      const sealed = await sealFile(randomBytes(2 * chunkSize), [identity.recipient]);
      await writeFile(file("cut"), sealed.subarray(0, sealed.length - chunkSize - 16));
      await expect(ageRun("-d", "-i", file("identity"), file("cut"))).rejects.toThrow("age: error");
    });
  },
);
