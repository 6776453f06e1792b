import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../root.mjs";

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "holdfast-demo-"));
});
afterEach(() => rm(place, { recursive: true }));

function demonstrate(): { status: number | null; stdout: string; output: string } {
  const args = ["--conditions=@holdfast/source", "tools/demo/main.ts", place];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return { status, stdout, output: stdout + stderr };
}

test(
  "backs up, verifies, restores and compares, and what it prints can be tried",
  { timeout: 120_000 },
  async () => {
    const { status, stdout, output } = demonstrate();
    expect(status, output).toBe(0);
    expect(stdout).toMatch(/All \d+ entries came back the same\./);

    const archive = /^What lies in (.*)$/m.exec(stdout)?.[1] ?? "";
    expect(archive.startsWith(place)).toBe(true);
    const look = /^ {2}cd .*\n {2}sha256sum -c .*$/m.exec(stdout)?.[0] ?? "";
    expect(spawnSync("bash", ["-eu", "-c", look], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("common.000001.tar.zst.age: OK"),
    });
    for (const [, size, name = ""] of stdout.matchAll(/^ +(\d+) {2}(\S+)$/gm)) {
      expect((await stat(join(archive, name))).size).toBe(Number(size));
    }
  },
);

test("leaves a directory alone that has something in it", async () => {
  await writeFile(join(place, "precious"), "");
  const { status, output } = demonstrate();
  expect(status).toBe(2);
  expect(output).toContain(`${place} is not empty`);
});
