import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { calm, newDirectory, sessionAt } from "./place.ts";

const program = fileURLToPath(new URL("children/put-forever.ts", import.meta.url));

/** Runs the program until it has told progress so many times, then kills it. */
async function killAfter(signs: number, directory: string): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=@holdfast/source", program, directory]);
  let seen = 0;
  for await (const chunk of child.stdout) {
    seen += (chunk as Buffer).toString().split("\n").length - 1;
    if (seen >= signs) break;
  }
  if (child.kill("SIGKILL")) await once(child, "exit");
}

test("a put that kill -9 ended leaves the old content or the new, whole", async () => {
  const directory = await newDirectory();
  for (const signs of [5, 6, 7, 9]) {
    await killAfter(signs, directory);
    const content = await readFile(join(directory, "archive", "file"));
    expect(content).toHaveLength(4 * 1024 * 1024);
    expect(new Set(content).size).toBe(1);
  }
  const session = await sessionAt(directory);
  const listed = await Array.fromAsync(session.list("archive", calm));
  expect(listed).toEqual([{ name: "file", kind: "file" }]);
  await session.remove("archive/file", calm);
  await session.remove("archive", calm);
  expect(await session.stat("archive", calm)).toBeUndefined();
});
