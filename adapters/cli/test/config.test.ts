import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isHoldfastError } from "@holdfast/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAppliance } from "../src/config/appliance.ts";
import { type Listed, secrets, Workplace } from "./workplace.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("appliance/etc/rules", "allow tcp/22\n");
  await workplace.write("appliance/statistics/load", "12\n");
  await workplace.write("appliance/backup-password", `${secrets.encrypt}\n`);
});
afterAll(() => workplace.remove());

const system = { name: "fw-01.example", product: "examplewall", version: "4.2.0", build: "20931" };
const parts = [
  { id: "common", directories: ["etc"] },
  { id: "seat", directories: ["statistics"], optional: true },
];

function config(more: object = {}): Promise<string> {
  return workplace.write(
    "appliance/holdfast.config.json",
    JSON.stringify({ system, stateDir: "state", parts, ...more }, undefined, 2),
  );
}

const complaints = async (text: string): Promise<readonly string[]> => {
  const file = await workplace.write("appliance/wrong.json", text);
  const error: unknown = await readAppliance(file).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isHoldfastError(error)) throw new Error("The configuration was taken.", { cause: error });
  expect(error.errorType).toBe("INVALID_ARGUMENT");
  return error.messages.map(({ default_message: said }) => said.replace(file, "FILE"));
};

const minimal = `{
  // A comment
  "system": { "name": "a", "product": "b", "version": "1.0", "build": "1" },
  "stateDir": "state",
  "parts": [
    { "id": "common", "directories": ["etc"] },
  ],
`;

describe("what is wrong in a configuration is told with its line:", () => {
  test.each([
    ["no JSON", "{\n  system\n}", ["FILE:2:3: the text has no quoted key here."]],
    ["a text that ends too early", minimal, ["FILE:8:1: the text ends too early."]],
    ["a key twice", `${minimal}\n  "stateDir": "x" }`, ['FILE:9:3: the text has the key "stateDir" twice.']],
    ["a missing comma", '{\n  "a": 1\n  "b": 2\n}', ["FILE:3:3: the text lacks a comma or }."]],
    ["an unknown key", `${minimal}  "stats": 1\n}`, ["FILE:8:12: stats is not known here."]],
    [
      "a wrong type, and a port out of range",
      `${minimal}  "serve": {\n    "port": 70000,\n    "host": 1\n  }\n}`,
      ["FILE:9:13: serve.port must be <= 65535.", "FILE:10:13: serve.host must be a string."],
    ],
    [
      "missing keys",
      '{ "system": { "name": "a" } }',
      [
        "FILE:1:1: stateDir is missing.",
        "FILE:1:1: parts is missing.",
        "FILE:1:13: system.product is missing.",
        "FILE:1:13: system.version is missing.",
        "FILE:1:13: system.build is missing.",
      ],
    ],
    [
      "a part without a source",
      minimal.replace('"directories": ["etc"]', '"name": "Configuration"') + "}",
      ["FILE:6:5: the part common must have exactly one of directories, files and backup."],
    ],
    [
      "a command with exclude",
      minimal.replace('"directories": ["etc"]', '"backup": ["true"], "exclude": ["x"]') + "}",
      ["FILE:6:54: exclude belongs to parts with directories only."],
    ],
    [
      "a part id that the engine refuses",
      minimal.replace('"common"', '"Common"') + "}",
      ["FILE:6:5: this cannot be used, for the reason that follows.", expect.stringContaining("Common")],
    ],
    [
      "a version that the engine refuses",
      minimal.replace('"1.0"', '"1 0"') + "}",
      ["FILE:3:55: this cannot be used, for the reason that follows.", expect.stringContaining("1 0")],
    ],
    [
      "a network that is none",
      `${minimal}  "defaults": { "networks": { "allowed": ["10.0.0.0/99"] } } }`,
      [
        "FILE:8:29: this cannot be used, for the reason that follows.",
        expect.stringContaining("10.0.0.0/99"),
      ],
    ],
    [
      "a time zone that is none",
      `${minimal}  "defaults": { "timeZone": "Mars/Olympus" } }`,
      [
        "FILE:8:29: this cannot be used, for the reason that follows.",
        expect.stringContaining("Mars/Olympus"),
      ],
    ],
    [
      "a default location that is not there",
      `${minimal}  "defaults": { "location": "nas" } }`,
      ["FILE:8:29: there is no location nas among locations, but: none."],
    ],
    [
      "a plugin that is not installed",
      `${minimal}  "plugins": ["holdfast-location-nothing"] }`,
      [
        expect.stringMatching(
          /^FILE:8:15: the plugin holdfast-location-nothing cannot be loaded: Cannot find module/,
        ),
      ],
    ],
  ])("%s", async (_what, text, expected) => {
    expect(await complaints(text)).toEqual(expected);
  });

  test("a file that is not there", async () => {
    const { code, value } = await workplace.json(["parts", "--config", "nowhere.json"]);
    expect(code).toBe(2);
    expect(value.messages).toMatchObject([{ id: "holdfast.cli.file-unreadable" }]);
  });
});

describe("plugins of the configuration", () => {
  test("are found from its directory, and offer their types", async () => {
    await workplace.write(
      "appliance/node_modules/holdfast-location-shelf/package.json",
      JSON.stringify({ name: "holdfast-location-shelf", type: "module", exports: "./index.js" }),
    );
    await workplace.write(
      "appliance/node_modules/holdfast-location-shelf/index.js",
      'export const shelf = { contract: 1, name: "holdfast-location-shelf", types: ["SHELF"], options: [], parse() {}, connect() {} };\nexport default shelf;\n',
    );
    const file = await config({ plugins: ["holdfast-location-shelf"] });
    const { value } = await workplace.json<readonly { types: readonly string[] }[]>([
      "plugins",
      "--config",
      file,
    ]);
    expect(value.at(-1)).toMatchObject({ package: "holdfast-location-shelf", types: ["SHELF"] });
    expect(value.filter(({ types }) => types.includes("SHELF"))).toHaveLength(1);
  });

  test("that export no plugin are told", async () => {
    await workplace.write("appliance/none.mjs", "export const other = 1;\n");
    const [said] = await complaints(`${minimal}  "plugins": ["./none.mjs"] }`);
    expect(said).toBe("FILE:8:15: ./none.mjs exports no location plugin for contract 1.");
  });
});

test("the sample appliance's configuration is valid, comments and all", async () => {
  const sample = fileURLToPath(new URL("../../rest/sample", import.meta.url));
  const copy = join(workplace.directory, "sample");
  await mkdir(copy);
  await cp(sample, copy, { recursive: true });
  const appliance = await readAppliance(join(copy, "holdfast.config.json"));
  expect(appliance.parts.map(({ id, optional }) => [id, optional])).toEqual([
    ["common", false],
    ["seat", true],
  ]);
  expect(appliance.serve).toEqual({ host: "127.0.0.1", port: 5480, users: join(copy, "users") });
});

describe("with a configuration", () => {
  test("parts lists the appliance's", async () => {
    const file = await config();
    const { value } = await workplace.json<readonly object[]>(["parts", "--config", file]);
    expect(value).toMatchObject([
      { id: "common", optional: false },
      { id: "seat", optional: true },
    ]);
  });

  test(
    "a backup takes parts, location and password from it, and the jobs are listed",
    { timeout: 120_000 },
    async () => {
      const hooks = join(workplace.directory, "appliance/hooks");
      const hook = (name: string): readonly string[] => ["sh", "-c", 'echo "$1" >> "$0"', hooks, name];
      const file = await config({
        locations: { usb: { location: workplace.locationUrl } },
        restore: { stop: hook("stop"), start: hook("start") },
        defaults: {
          location: "usb",
          encryptPasswordFile: "backup-password",
          verify: "sample",
          compression: "gzip",
        },
      });
      const both = await workplace.json(["backup", "--config", file]);
      expect(both.code, JSON.stringify(both.value)).toBe(0);
      expect(both.value).toMatchObject({ state: "SUCCEEDED", parts: ["common", "seat"] });
      const one = await workplace.json(["backup", "--config", file, "--to", "usb", "--part", "common"]);
      expect(one.value).toMatchObject({ state: "SUCCEEDED", parts: ["common"] });

      const listed = await workplace.json<readonly Listed[]>(["list", "--config", file]);
      expect(listed.value).toHaveLength(2);
      const shown = await workplace.json<{ manifest: { holdfast: object }; authentic: boolean }>([
        "show",
        "latest",
        "--config",
        file,
      ]);
      expect(shown.value.authentic).toBe(true);
      expect(shown.value.manifest.holdfast).toMatchObject({ codec: "gzip", sealed: true, version: "4.2.0" });

      const jobs = await workplace.json<readonly object[]>(["jobs", "--config", file]);
      expect(jobs.value).toMatchObject([{ state: "SUCCEEDED" }, { state: "SUCCEEDED" }]);
      const rules = await workplace.write("appliance/etc/rules", "deny all\n");
      const restored = await workplace.json(["restore", "latest", "--config", file, "--appliance"]);
      expect(restored.code, JSON.stringify(restored.value)).toBe(0);
      expect(await readFile(rules, "utf8")).toBe("allow tcp/22\n");
      expect(await readFile(hooks, "utf8")).toBe("stop\nstart\n");

      const schedules = await workplace.json(["schedules", "--config", file]);
      expect(schedules).toEqual({ code: 0, value: {} });
    },
  );

  test.each([
    ["paths beside it", ["backup", "etc", "--to", "file:///x"], "holdfast.cli.paths-and-config"],
    ["no place to restore to", ["restore", "latest", "--from", "file:///x"], "holdfast.cli.no-target"],
    ["no location", ["backup"], "holdfast.cli.no-location"],
    ["an unknown part", ["backup", "--to", "file:///x", "--part", "other"], "holdfast.backup.unknown-part"],
  ])("%s is refused", async (_what, args, id) => {
    const { code, value } = await workplace.json([...args, "--config", await config()]);
    expect(code).toBe(2);
    expect(value.messages).toMatchObject([{ id }]);
  });
});
