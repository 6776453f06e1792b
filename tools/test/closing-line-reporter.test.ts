import { spawnSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../root.mjs";

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "holdfast-reporter-"));
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
});
afterEach(() => rm(project, { recursive: true }));

const someOfEach = `
  import { expect, test } from "vitest";
  test("passes", () => {});
  test("passes too", () => {});
  test("fails", () => expect(1).toBe(2));
  test.skip("is skipped", () => {});
  test.todo("is to do");
`;
const failing = `import { expect, test } from "vitest"; test("fails", () => expect(1).toBe(2));`;
const passing = `import { test } from "vitest"; test("passes", () => {});`;

async function closingLine(
  files: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ code: number | null; line: string | undefined; before: string | undefined }> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(project, name), content);
  const reporter = join(root, "tools/vitest/closing-line-reporter.ts");
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      `--reporter=${reporter}`,
      ...args,
    ],
    { cwd: project, encoding: "utf8", env: { ...process.env, VITEST: undefined } },
  );
  const lines = stdout.trimEnd().split("\n");
  return { code: status, line: lines.at(-1), before: lines.at(-2) };
}

test("passed, failed and skipped tests are counted", async () => {
  expect(await closingLine({ "a.test.ts": someOfEach, "b.test.ts": passing })).toMatchObject({
    code: 1,
    line: "3 passed, 1 failed, 2 skipped",
  });
});

test("a run without a failure ends with 0", async () => {
  expect(await closingLine({ "a.test.ts": passing })).toMatchObject({
    code: 0,
    line: "1 passed, 0 failed, 0 skipped",
  });
});

test("tests that the command line leaves out are skipped", async () => {
  expect(await closingLine({ "a.test.ts": someOfEach }, ["--testNamePattern", "passes too"])).toMatchObject({
    code: 0,
    line: "1 passed, 0 failed, 4 skipped",
  });
});

test.each([
  ["a file that cannot be collected", `throw new Error("while loading");`],
  ["a file that does not parse", `this is not TypeScript`],
  ["a file without tests", `export {};`],
])("%s is one more failure", async (_, content) => {
  const files = { "a.test.ts": passing, "b.test.ts": content, "c.test.ts": failing };
  expect(await closingLine(files)).toMatchObject({
    code: 1,
    line: "1 passed, 2 failed, 0 skipped",
  });
});

test("a failing suite hook is one more failure, and what it guards is skipped", async () => {
  const guarded = `
    import { beforeAll, describe, test } from "vitest";
    describe("suite", () => { beforeAll(() => { throw new Error("hook"); }); test("a", () => {}); });
  `;
  expect(await closingLine({ "a.test.ts": guarded, "b.test.ts": failing })).toMatchObject({
    code: 1,
    line: "0 passed, 2 failed, 1 skipped",
  });
});

test("an unhandled error is one more failure", async () => {
  const leaking = `
    import { test } from "vitest";
    test("passes", async () => {
      setImmediate(() => { throw new Error("unhandled"); });
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
  `;
  expect(await closingLine({ "a.test.ts": leaking, "b.test.ts": failing })).toMatchObject({
    code: 1,
    line: "1 passed, 2 failed, 0 skipped",
  });
});

test("a worker that dies is a failure", async () => {
  const dying = `import { test } from "vitest"; test("dies", () => process.kill(process.pid, "SIGKILL"));`;
  const { code, line } = await closingLine({ "a.test.ts": passing, "b.test.ts": dying });
  expect(code).toBe(1);
  expect(line).toMatch(/^1 passed, [1-9]\d* failed, 0 skipped$/);
});

test("a test that passes only when it is tried again has passed, and is named", async () => {
  const unsteady = `
    import { expect, test } from "vitest";
    let tries = 0;
    test("passes late", () => expect(++tries).toBe(2));
  `;
  const { code, line, before } = await closingLine({ "a.test.ts": unsteady }, ["--retry=1"]);
  expect({ code, line }).toEqual({ code: 0, line: "1 passed, 0 failed, 0 skipped" });
  expect(before).toBe("passed only when tried again: a.test.ts > passes late");
});

test("a test that fails at both tries has failed once", async () => {
  expect(await closingLine({ "a.test.ts": failing }, ["--retry=1"])).toMatchObject({
    code: 1,
    line: "0 passed, 1 failed, 0 skipped",
  });
});

test("a run that found no test has failed", async () => {
  expect(await closingLine({})).toMatchObject({ code: 1, line: "0 passed, 1 failed, 0 skipped" });
});
