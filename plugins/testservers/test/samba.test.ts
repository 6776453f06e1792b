import { describeWith } from "@holdfast/testservers";
import { startSamba } from "@holdfast/testservers/samba";
import { execFile } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

const run = promisify(execFile);

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba(),
  (server) => {
    test("a started Samba takes and gives files", async () => {
      const here = join(dirname(server.directory), "here");
      await writeFile(here, "content");
      await server.smbclient(`put ${here} there; get there ${here}-back`);
      expect(await readFile(`${here}-back`, "utf8")).toBe("content");
      expect(await readdir(server.directory)).toContain("there");
    });

    test("nobody writes through the read-only share", async () => {
      const here = join(dirname(server.directory), "here");
      const [program, , ...options] = server.smbclientCommand.argv;
      const args = [`//127.0.0.1/${server.readOnlyShare}`, ...options, "--command", `put ${here} no`];
      await expect(run(program, args, { env: server.smbclientCommand.env })).rejects.toMatchObject({
        stdout: expect.stringMatching(/ACCESS_DENIED|WRITE_PROTECTED/),
      });
      expect(await readdir(server.directory)).not.toContain("no");
    });

    test("its account is none of the system's", async () => {
      expect(await readFile("/etc/passwd", "utf8")).not.toContain("holdfast");
    });

    test("a small directory is full at its size, and only the server sees that", async () => {
      const directory = await server.smallDirectory(1024 * 1024);
      const name = directory.slice(server.directory.length + 1);
      const big = join(dirname(server.directory), "big");
      await writeFile(big, Buffer.alloc(2 * 1024 * 1024));
      await expect(server.smbclient(`put ${big} ${name}\\big`)).rejects.toThrow(/DISK_FULL/);
      expect(await readdir(directory)).toEqual([]);
    });

    test("it is there again after a restart, with what it stored", async () => {
      const { pid } = server;
      await server.restart();
      expect(server.pid).not.toBe(pid);
      expect(await server.smbclient("ls")).toContain("there");
    });

    test("when it is stopped, nothing is left", async () => {
      await server.stop();
      await expect(stat(dirname(server.directory))).rejects.toMatchObject({ code: "ENOENT" });
    });
  },
);
