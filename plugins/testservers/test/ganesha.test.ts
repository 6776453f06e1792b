import { debianProgram, describeWith, isMissing } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { execFile } from "node:child_process";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { processTree } from "../src/process-tree.ts";

const run = promisify(execFile);

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  test("libnfs' own client stores a file, before and after a restart", async () => {
    const client = await debianProgram({ package: "libnfs-utils", file: "usr/bin/nfs-cp" });
    if (isMissing(client)) throw new Error(client.missing);
    const directory = await mkdtemp(join(tmpdir(), "holdfast-libnfs-"));
    try {
      const file = join(directory, "file");
      await writeFile(file, "content");
      for (const name of ["before", "after"]) {
        const ports = `nfsport=${server.port}&mountport=${server.mountPort}&version=3`;
        await run(client.path, [file, `nfs://127.0.0.1/export/${name}?${ports}`], { env: client.env });
        expect(await readFile(join(server.export.directory, name), "utf8")).toBe("content");
        await server.restart();
      }
      expect(await readFile(join(server.export.directory, "before"), "utf8")).toBe("content");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test("nothing listens on the port mapper's port of the machine because of it", async () => {
    const { stdout } = await run("readlink", [
      `/proc/${processTree(server.pid)[1]}/ns/net`,
      "/proc/self/ns/net",
    ]);
    const [own, machine] = stdout.trim().split("\n");
    expect(own).not.toBe(machine);
  });
});

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  test("stop leaves no process and no file", async () => {
    const processes = processTree(server.pid);
    expect(processes.length).toBeGreaterThan(1);
    await server.stop();
    await server.stop();
    for (const pid of processes) await expect.poll(() => isRunning(pid)).toBe(false);
    await expect(access(server.export.directory)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

/** Whether a process runs; one that ended and waits for its parent does not. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}
