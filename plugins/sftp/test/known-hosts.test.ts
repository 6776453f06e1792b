import { debianProgram, describeWith, makeKeyPair } from "@holdfast/testservers";
import fc from "fast-check";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { isAbout, knownHostLine, parseKnownHosts } from "../src/known-hosts.ts";

const run = promisify(execFile);
const key = "AAAAC3NzaC1lZDI1NTE5AAAAIG/qigwyTPHI+LucVpeThN+Gpjxe23I2/BHQTuAZJZLo";

function knows(patterns: string, host: string, port = 22): boolean {
  return parseKnownHosts(`${patterns} ssh-ed25519 ${key}`).some((entry) => isAbout(entry, host, port));
}

describe("a line of known_hosts", () => {
  test.each([
    ["fw.example", "fw.example", 22, true],
    ["fw.example", "FW.EXAMPLE", 22, true],
    ["FW.example", "fw.example", 22, true],
    ["fw.example", "fw.example", 2222, false],
    ["[fw.example]:2222", "fw.example", 2222, true],
    ["[fw.example]:2222", "fw.example", 22, false],
    ["other,fw.example", "fw.example", 22, true],
    ["*.example", "fw.example", 22, true],
    ["*.example", "example", 22, false],
    ["f?.example", "fw.example", 22, true],
    ["*.example,!fw.example", "fw.example", 22, false],
    ["!fw.example", "fw.example", 22, false],
    ["fw.exampl", "fw.example", 22, false],
    ["fwxexample", "fw.example", 22, false],
    ["2001:db8::7", "2001:db8::7", 22, true],
  ])("for %s on host %s, port %d: %s", (patterns, host, port, expected) => {
    expect(knows(patterns, host, port)).toBe(expected);
  });

  test.each([
    ["a comment", `# fw ssh-ed25519 ${key}`],
    ["nothing", "   "],
    ["no key", "fw ssh-ed25519"],
    ["a key that is no base64", "fw ssh-ed25519 AAAA*"],
    ["a certificate authority", `@cert-authority fw ssh-ed25519 ${key}`],
    ["a marker that is not known", `@trusted fw ssh-ed25519 ${key}`],
  ])("with %s is left out", (_, line) => {
    expect(parseKnownHosts(line)).toEqual([]);
  });

  test("may end with CR, have tabs and a comment, and be revoked", () => {
    expect(parseKnownHosts(`@revoked\tfw  ssh-ed25519\t${key} root@fw\r\n`)).toEqual([
      { patterns: ["fw"], revoked: true, keyType: "ssh-ed25519", key },
    ]);
  });

  test("of any text is read without an error, and star patterns take no exponential time", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.string({ minLength: 1 }),
        (text, host) => {
          for (const entry of parseKnownHosts(text)) isAbout(entry, host, 22);
        },
      ),
    );
    expect(knows(`${"*a".repeat(200)}b`, "a".repeat(2000))).toBe(false);
  });

  test("matches wildcards as the regular expression of the same meaning does", () => {
    const letters = (...choices: string[]) => fc.string({ unit: fc.constantFrom(...choices), maxLength: 8 });
    fc.assert(
      fc.property(
        letters("a", "b", "?", "*"),
        letters("a", "b").filter((name) => name !== ""),
        (pattern, name) => {
          const expression = new RegExp(`^${pattern.replaceAll("?", ".").replaceAll("*", ".*")}$`);
          if (pattern !== "") expect(knows(pattern, name)).toBe(expression.test(name));
        },
      ),
    );
  });
});

await describeWith(
  { describe, test, afterAll },
  "ssh-keygen",
  () => debianProgram("ssh-keygen"),
  (keygen) => {
    test("hashes names in a form that is recognized, and finds the line that is written here", async () => {
      const directory = await mkdtemp(join(tmpdir(), "holdfast-known-hosts-"));
      try {
        const file = join(directory, "known_hosts");
        const pair = await makeKeyPair(keygen, "ed25519");
        const blob = Buffer.from(pair.publicKey.split(" ")[1] as string, "base64");
        const line = knownHostLine("fw.example", 2222, "ssh-ed25519", blob);
        await writeFile(file, `${line}\n`);
        const found = await run(keygen.path, ["-F", "[fw.example]:2222", "-f", file], { env: keygen.env });
        expect(found.stdout).toContain(pair.publicKey);

        await run(keygen.path, ["-H", "-f", file], { env: keygen.env });
        const hashed = await readFile(file, "utf8");
        expect(hashed).toMatch(/^\|1\|/);
        const [entry] = parseKnownHosts(hashed);
        expect(entry && isAbout(entry, "fw.example", 2222)).toBe(true);
        expect(entry && isAbout(entry, "fw.example", 22)).toBe(false);
        expect(entry && isAbout(entry, "gw.example", 2222)).toBe(false);
      } finally {
        await rm(directory, { recursive: true });
      }
    });
  },
);
