import { debianProgram, describeWith, isMissing } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { execFile, spawn } from "node:child_process";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { processTree } from "../src/process-tree.ts";

const run = promisify(execFile);

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh(),
  (server) => {
    test("OpenSSH's own client stores a file, trusting the known_hosts lines and using the key", async () => {
      const sftp = await debianProgram("sftp");
      if (isMissing(sftp)) throw new Error(sftp.missing);
      const directory = await mkdtemp(join(tmpdir(), "holdfast-openssh-client-"));
      try {
        const [key, hosts, file] = ["key", "known_hosts", "file"].map((name) => join(directory, name)) as [
          string,
          string,
          string,
        ];
        await writeFile(key, server.identity.privateKey, { mode: 0o600 });
        await writeFile(hosts, server.knownHosts);
        await writeFile(file, "content");
        const options = [
          `IdentityFile=${key}`,
          `UserKnownHostsFile=${hosts}`,
          "StrictHostKeyChecking=yes",
          "BatchMode=yes",
        ];
        const args = [...options.flatMap((option) => ["-o", option]), "-P", String(server.port), "-b", "-"];
        const client = run(sftp.path, [...args, `${server.user}@${server.host}`], { env: sftp.env });
        client.child.stdin?.end(`put ${file} ${server.directory}/stored\n`);
        await client;
        expect(await readFile(join(server.directory, "stored"), "utf8")).toBe("content");
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    test("connections stay silent while it is suspended, and go on afterwards", async () => {
      server.suspend();
      const socket = connect(server.port, server.host);
      await once(socket, "connect");
      const greeting = once(socket, "data");
      const first = await Promise.race([
        greeting,
        new Promise((resolve) => setTimeout(resolve, 200, "silence")),
      ]);
      server.resume();
      expect(first).toBe("silence");
      expect(String((await greeting)[0])).toMatch(/^SSH-2\.0-OpenSSH/);
      socket.destroy();
    });

    test("restart ends connections, and the same server answers on the same port", async () => {
      const before = server.pid;
      const socket = connect(server.port, server.host);
      await once(socket, "data");
      socket.on("error", () => {});
      const closed = once(socket, "close");
      await server.restart();
      await closed;
      expect(server.pid).not.toBe(before);
      const again = connect(server.port, server.host);
      expect(String((await once(again, "data"))[0])).toMatch(/^SSH-2\.0-OpenSSH/);
      again.destroy();
    });

    test("disconnect ends connections and leaves the server running", async () => {
      const socket = connect(server.port, server.host);
      await once(socket, "data");
      socket.on("error", () => {});
      server.disconnect();
      await once(socket, "close");
      const again = connect(server.port, server.host);
      await once(again, "data");
      again.destroy();
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh(),
  (server) => {
    test("stop leaves no process and no file", async () => {
      const socket = connect(server.port, server.host);
      socket.on("error", () => {});
      await once(socket, "data");
      const processes = processTree(server.pid);
      expect(processes.length).toBeGreaterThan(1);
      await server.stop();
      await server.stop();
      for (const pid of processes) await expect.poll(() => isRunning(pid)).toBe(false);
      await expect(access(server.directory)).rejects.toMatchObject({ code: "ENOENT" });
    });
  },
);

test("a server that cannot start is missing, with what it said as the reason", async () => {
  const server = await startOpenssh({ config: ["NoSuchKeyword yes"] });
  const sshd = await debianProgram("sshd");
  const reason = isMissing(sshd) ? sshd.missing : "NoSuchKeyword";
  expect(server).toMatchObject({ missing: expect.stringContaining(reason) });
});

test.skipIf(isMissing(await debianProgram("sshd")))(
  "a server dies with the process that started it, however that ends",
  async () => {
    const script = `
    const { startOpenssh } = await import(${JSON.stringify(new URL("../src/servers/openssh.ts", import.meta.url).href)});
    const { pid, directory } = await startOpenssh();
    console.log(JSON.stringify({ pid, directory }));
    setInterval(() => {}, 1000);
  `;
    const args = ["--input-type=module", "--conditions=@holdfast/source", "-e", script];
    const starter = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [output] = (await once(starter.stdout, "data")) as [Buffer];
    const { pid, directory } = JSON.parse(output.toString()) as { pid: number; directory: string };
    expect(await isRunning(pid)).toBe(true);
    starter.kill("SIGKILL");
    await expect.poll(() => isRunning(pid)).toBe(false);
    await rm(dirname(directory), { recursive: true });
  },
);

/** Whether a process runs; one that ended and waits for its parent does not. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}
