import { debianProgram, describeWith } from "@holdfast/testservers";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

const run = promisify(execFile);

for (const [name, args, says] of [
  ["age", ["--version"], /^v?1\./],
  ["restic", ["version"], /^restic \d/],
  ["zstd", ["--version"], /Zstandard|zstd/],
  ["tar", ["--version"], /tar/],
] as const) {
  await describeWith(
    { describe, test, afterAll },
    name,
    () => debianProgram(name),
    (program) => {
      test("runs", async () => {
        const { stdout } = await run(program.path, args, { env: program.env });
        expect(stdout).toMatch(says);
      });
    },
  );
}

test("two that ask at the same time get the same", async () => {
  const [one, other] = await Promise.all([debianProgram("age"), debianProgram("age")]);
  expect(one).toEqual(other);
});

test("without a PATH and a package tool a program is missing, with the reason", async () => {
  const script = `
    const { debianProgram } = await import(${JSON.stringify(new URL("../src/debian.ts", import.meta.url).href)});
    console.log(JSON.stringify(await debianProgram("rclone")));
  `;
  const args = ["--input-type=module", "--conditions=@holdfast/source", "-e", script];
  const { stdout } = await run(process.execPath, args, { env: { PATH: "/nonexistent" } });
  expect(JSON.parse(stdout)).toMatchObject({ missing: expect.stringContaining("rclone is not installed") });
});
