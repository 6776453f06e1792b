import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { endProcessGroup } from "../../src/pipeline/process-group.ts";

interface Group {
  readonly number: number;
  /** Process id of what the group's first process started. */
  readonly child: number;
}

async function startGroup(script: string): Promise<Group> {
  const shell = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(shell.stdout, "data")) as [Buffer];
  return { number: shell.pid ?? 0, child: Number(line.toString()) };
}

function runs(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}

test.for([
  { what: "that obeys", trap: "" },
  { what: "that does not", trap: "trap '' TERM;" },
])("a group $what has ended with all that it started", async ({ trap }) => {
  const { number, child } = await startGroup(`${trap} sleep 1000 & echo $!; wait; sleep 1000`);
  await endProcessGroup(number);
  expect([runs(number), runs(child)]).toEqual([false, false]);
});

test("a group whose first process has ended is ended all the same", async () => {
  const { number, child } = await startGroup("sleep 1000 >/dev/null & echo $!");
  await endProcessGroup(number);
  expect(runs(child)).toBe(false);
});

test("a group that has ended is none", async () => {
  const shell = spawn("true", { detached: true });
  await once(shell, "close");
  await expect(endProcessGroup(shell.pid ?? 0)).resolves.toBeUndefined();
});
