import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("source/file", "content");
  await workplace.write("password", "long enough but no digit");
});
afterAll(() => workplace.remove());

const to = (location: string): readonly string[] => ["backup", "source", "--to", location];
const usage = "holdfast.cli.usage";

describe.concurrent("wrong before any I/O: exit code 2, and nothing is written", () => {
  test.each([
    ["no command", [], [usage]],
    ["an unknown command", ["lsit"], [usage]],
    ["an unknown option", ["list", "--form", "file:///x"], [usage]],
    ["no location", ["backup", "source"], ["holdfast.cli.no-location"]],
    ["nothing to back up", ["backup", "--to", "file:///x"], [usage]],
    ["an argument too many", ["list", "more", "--from", "file:///x"], [usage]],
    ["a level that is no number", [...to("file:///x"), "--level", "high"], [usage]],
    ["an unknown codec", [...to("file:///x"), "--compression", "lzma"], [usage]],
    ["an option that is no pair", [...to("file:///x"), "--option", "window"], [usage]],
    [
      "a password and an identity",
      ["show", "latest", "--from", "file:///x", "--identity", "a", "--encrypt-password-file", "b"],
      [usage],
    ],
    ["a relative location", to("file://x"), ["holdfast.location.invalid-location"]],
    ["a location without a type", to("/backups"), ["holdfast.transfer.no-type"]],
    ["an unknown type", to("gopher://host/x"), ["holdfast.transfer.unknown-type"]],
    ["two types", [...to("file:///x"), "--type", "SFTP"], ["holdfast.transfer.type-mismatch"]],
    ["a control character", to("file:///x\u0007y"), ["holdfast.transfer.control-character"]],
    ["a parent segment", to("file:///x/../y"), ["holdfast.transfer.dots-in-url"]],
    ["an encoded parent segment", to("file:///x/%2e%2E/y"), ["holdfast.transfer.dots-in-url"]],
    [
      "credentials in the URL",
      to(`sftp://u:${secrets.location}@host/x`),
      ["holdfast.transfer.credentials-in-url"],
    ],
    [
      "an unknown location option",
      [...to("file:///x"), "--option", "a=b"],
      ["holdfast.transfer.unknown-option"],
    ],
    ["a level out of range", [...to("file:///x"), "--level", "99"], ["holdfast.backup.bad-level"]],
    ["a bad recipient", [...to("file:///x"), "--recipient", "age1x"], ["holdfast.seal.invalid-recipient"]],
    ["a bad part id", [...to("file:///x"), "--part", "Not One"], ["holdfast.parts.invalid-id"]],
    [
      "a bad system name",
      ["list", "--from", "file:///x", "--system", "../y"],
      ["holdfast.catalog.bad-system-name"],
    ],
    [
      "several things",
      [...to("nowhere://x"), "--level", "99"],
      ["holdfast.transfer.unknown-type", "holdfast.backup.bad-level"],
    ],
  ])("%s", async (_what, args, ids) => {
    const { code, value } = await workplace.json(args);
    expect(value.messages.map(({ id }) => id)).toEqual(ids);
    expect(value.error_type).toBe("INVALID_ARGUMENT");
    expect(code).toBe(2);
  });

  test("a password against the policy: each broken rule is told", async () => {
    const args = [...to(workplace.locationUrl), "--encrypt-password-file", "password"];
    const { code, value } = await workplace.json(args);
    expect(code).toBe(2);
    expect(value.messages.map(({ id }) => id)).toEqual([
      "holdfast.policy.password-too-long",
      "holdfast.policy.password-without-upper-case",
      "holdfast.policy.password-without-digit",
      "holdfast.policy.password-without-special",
      "holdfast.policy.password-not-visible-ascii",
    ]);
  });

  test("people get the message and what to do about it", async () => {
    const { code, stdout, stderr } = await workplace.run(["list", "--from", "file:///x", "--usr", "me"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      "The command line is wrong: unknown option '--usr' (Did you mean --user?).\n" +
        "  Run the command with --help to see how it is used.\n",
    );
  });
});

test("neither a location nor a state directory was made", async () => {
  expect((await readdir(workplace.directory)).toSorted()).toEqual(["password", "source"]);
});

test.each([
  ["--help", /^Usage: holdfast /],
  ["--version", /^\d+\.\d+\.\d+\n$/],
])("%s goes to stdout", async (option, text) => {
  const { code, stdout, stderr } = await workplace.run([option]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(text);
});

test("plugins lists types, packages and options", async () => {
  const { code, value } = await workplace.json<readonly { options: readonly unknown[] }[]>(["plugins"]);
  expect(code).toBe(0);
  expect(value).toMatchObject(
    ["FILE", "FTP", "FTPS", "HTTP", "HTTPS", "NFS", "SCP", "SFTP", "SMB"].map((type) => ({
      package: `@holdfast/location-${type.toLowerCase()}`,
      types: [type],
      contract: 1,
    })),
  );
  expect(value.at(-1)?.options[0]).toEqual({
    name: expect.any(String),
    meaning: expect.any(String),
    default: expect.any(String),
  });
});
