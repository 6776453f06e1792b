import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commandPart } from "../../../src/parts/command-part.ts";
import { ContentReturn } from "../../../src/restore/appliance/content-return.ts";
import { endMarked, markedEnvironment } from "../../../src/restore/appliance/marked-program.ts";
import type { NotedRestore } from "../../../src/restore/appliance/noted-restore.ts";

const directory = mkdtempSync(join(tmpdir(), "holdfast-marked-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a program is found by its mark, with what it has started, and no other is", async () => {
  const start = async (mark: string) => {
    const script = "sleep 60 & setsid sh -c 'echo running; sleep 60' & wait";
    const program = spawn("sh", ["-c", script], { detached: true, env: markedEnvironment(mark) });
    await once(program.stdout, "data");
    return program;
  };
  const [marked, other] = await Promise.all([start("this"), start("that")]);
  try {
    // Their standard output is closed when the last of them has ended.
    await Promise.all([once(marked, "close"), endMarked("this")]);
    expect([marked.signalCode, other.signalCode, other.exitCode]).toEqual(["SIGTERM", null, null]);
  } finally {
    await endMarked("that");
  }
});

test("a program that the journal cannot be told of does not start", async () => {
  const [file, trace] = [join(directory, "content"), join(directory, "started")];
  writeFileSync(file, "content");
  const part = commandPart({ id: "database", backup: ["true"], restore: ["touch", trace] });
  const full = new Error("the journal cannot be written");
  const restore = {
    current: { contents: [{ part: "database", file, returned: false }] },
    note: () => {
      throw full;
    },
  } as unknown as NotedRestore;
  const contents = new ContentReturn([part], 10_000);
  await expect(contents.run(restore, new AbortController().signal, () => {})).rejects.toBe(full);
  expect(existsSync(trace)).toBe(false);
});
