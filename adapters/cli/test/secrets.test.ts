import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

const identity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("source/file", "content");
  await workplace.write("password", `${secrets.encrypt}\n`);
  await workplace.write("windows-password", `${secrets.encrypt}\r\n`);
  await workplace.write("wrong-password", secrets.wrong);
  await workplace.write("credentials/holdfast.encrypt-password", secrets.encrypt);
  await workplace.write("identity", `# created: 2026-01-01T00:00:00Z\n\n${identity}\n`);
  const args = ["backup", "source", "--to", workplace.locationUrl, "--recipient", recipient];
  const { code } = await workplace.run([...args, "--encrypt-password-file", "password"]);
  expect(code).toBe(0);
});
afterAll(() => workplace.remove());

const show = (...more: string[]): readonly string[] => [
  "show",
  "latest",
  "--from",
  workplace.locationUrl,
  ...more,
];
const fileOption = "--encrypt-password-file";
const variable = "HOLDFAST_ENCRYPT_PASSWORD";

describe.concurrent("the backup password is found", () => {
  test.each([
    ["in a file", [fileOption, "password"], {}],
    ["in a file with a Windows line end", [fileOption, "windows-password"], {}],
    ["on standard input", [fileOption, "-"], { input: `${secrets.encrypt}\n` }],
    ["in the environment", [], { env: { [variable]: secrets.encrypt } }],
    ["in the credentials directory", [], { env: { CREDENTIALS_DIRECTORY: "credentials" } }],
    ["in a file before the environment", [fileOption, "password"], { env: { [variable]: secrets.wrong } }],
    [
      "in the environment before the credentials directory",
      [],
      { env: { [variable]: secrets.encrypt, CREDENTIALS_DIRECTORY: "nowhere" } },
    ],
    [
      "for an identity, and is not asked for then",
      ["--identity", "identity"],
      { env: { [variable]: secrets.wrong } },
    ],
  ])("%s", async (_where, args, options) => {
    const { code, value } = await workplace.json(show(...args), options);
    expect({ code, authentic: value.authentic }).toEqual({ code: 0, authentic: true });
  });
});

describe.concurrent("a secret that cannot be used: exit code 2", () => {
  beforeAll(async () => {
    await workplace.write("empty", "\n");
    await workplace.write("binary", Buffer.from([0xff, 0xfe, 0x00]));
    await workplace.write("huge", Buffer.alloc(1024 * 1024 + 1, "x"));
    await workplace.write("not-an-identity", `# a comment\n${recipient}\n`);
    await workplace.write("no-identity", "# a comment\n");
  });

  test.each([
    ["an empty file", [fileOption, "empty"], "holdfast.cli.empty-secret"],
    ["empty standard input", [fileOption, "-"], "holdfast.cli.empty-secret"],
    ["a file that is not there", [fileOption, "absent"], "holdfast.cli.file-unreadable"],
    ["a directory", [fileOption, "source"], "holdfast.cli.file-unreadable"],
    ["a file that is not text", [fileOption, "binary"], "holdfast.cli.not-text"],
    ["a file that is too long", [fileOption, "huge"], "holdfast.cli.file-too-long"],
    ["standard input twice", [fileOption, "-", "--password-file", "-"], "holdfast.cli.standard-input-twice"],
    [
      "a recipient in place of an identity",
      ["--identity", "not-an-identity"],
      "holdfast.cli.not-an-identity",
    ],
    ["no identity", ["--identity", "no-identity"], "holdfast.cli.no-identity"],
    ["an empty key file", ["--key-file", "empty"], "holdfast.cli.empty-secret"],
    ["a file of certificates that is not there", ["--ca-file", "absent"], "holdfast.cli.file-unreadable"],
  ])("%s", async (_what, args, id) => {
    const { code, value } = await workplace.json(show(...args));
    expect(code).toBe(2);
    expect(value).toMatchObject({ error_type: "INVALID_ARGUMENT", messages: [{ id }] });
  });

  test("an empty variable, so that a backup does not go without a password", async () => {
    const args = ["backup", "source", "--to", workplace.locationUrl];
    const { code, value } = await workplace.json(args, { env: { [variable]: "" } });
    expect(code).toBe(2);
    expect(value.messages).toMatchObject([
      { id: "holdfast.cli.empty-secret", args: ["The variable", variable] },
    ]);
  });
});
