import {
  debianProgram,
  describeWith,
  type FtpServer,
  type FtpServerOptions,
  isMissing,
  type Missing,
} from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { processTree } from "../src/process-tree.ts";

const run = promisify(execFile);

interface Kind {
  readonly name: string;
  readonly file: string;
  readonly tls: readonly FtpServerOptions["tls"][];
  start(options: FtpServerOptions): Promise<FtpServer | Missing>;
}

const kinds: readonly Kind[] = [
  {
    name: "vsftpd",
    file: "vsftpd",
    tls: [undefined, "explicit", "implicit"],
    start: startVsftpd,
  },
  {
    name: "proftpd",
    file: "proftpd",
    tls: [undefined, "explicit", "implicit"],
    start: startProftpd,
  },
  {
    name: "pure-ftpd",
    file: "pure-ftpd",
    tls: [undefined, "explicit"],
    start: (options) =>
      startPureFtpd({ config: options.config ?? [], ...(options.tls && { tls: "explicit" }) }),
  },
];

/** What curl does with a server, whose certificate it checks; the password is in a file. */
async function curl(server: FtpServer, tls: FtpServerOptions["tls"], args: readonly string[]): Promise<void> {
  const program = await debianProgram("curl");
  if (isMissing(program)) throw new Error(program.missing);
  const directory = await mkdtemp(join(tmpdir(), "holdfast-curl-"));
  try {
    const config = join(directory, "config");
    await writeFile(join(directory, "ca.pem"), server.identity?.caPem ?? "");
    await writeFile(config, `user = "${server.user}:${server.password}"\n`, { mode: 0o600 });
    // curl's FTP over TLS 1.3 breaks some uploads: it closes with the server's tickets unread.
    const trust = ["--ssl-reqd", "--tls-max", "1.2", "--cacert", join(directory, "ca.pem")];
    const given = ["--silent", "--show-error", "--config", config, ...(tls === undefined ? [] : trust)];
    await run(program.path, [...given, ...args], { env: program.env });
  } finally {
    await rm(directory, { recursive: true });
  }
}

function urlOf(server: FtpServer, tls: FtpServerOptions["tls"], path: string): string {
  return `${tls === "implicit" ? "ftps" : "ftp"}://127.0.0.1:${server.port}/${path}`;
}

/** A connection that has been greeted. */
async function greeted(server: FtpServer): Promise<Socket> {
  const socket = connect(server.port, server.host);
  socket.on("error", () => {});
  await once(socket, "data");
  return socket;
}

for (const kind of kinds) {
  for (const tls of kind.tls) {
    await describeWith(
      { describe, test, afterAll },
      kind.name,
      () => kind.start(tls === undefined ? {} : { tls }),
      (server) => {
        describe(tls === undefined ? "plain" : `${tls} TLS`, () => {
          test("curl stores a file with the server's user, trusting its authority", async () => {
            const source = join(server.directory, "..", "source");
            await writeFile(source, "content");
            await curl(server, tls, ["--upload-file", source, urlOf(server, tls, "stored")]);
            expect(await readFile(join(server.directory, "stored"), "utf8")).toBe("content");
          });

          test("a small directory takes what fits and no more", async () => {
            const source = join(server.directory, "..", "source");
            const store = async (size: number): Promise<void> => {
              const small = basename(await server.smallDirectory(1024 * 1024));
              await writeFile(source, Buffer.alloc(size, 1));
              await curl(server, tls, ["--upload-file", source, urlOf(server, tls, `${small}/file`)]);
            };
            await store(100_000);
            await expect(store(2 * 1024 * 1024)).rejects.toThrow(/curl: \(/);
          });

          if (tls === undefined) return;
          test("a client without TLS cannot log in", async () => {
            // Where TLS comes first, both sides wait for each other.
            const args = ["--max-time", "2", `ftp://127.0.0.1:${server.port}/`];
            const listing = curl(server, undefined, args);
            await expect(listing).rejects.toThrow(/curl: \(/);
          });
        });
      },
    );
  }

  await describeWith(
    { describe, test, afterAll },
    kind.name,
    () => kind.start({}),
    (server) => {
      test("is silent while it is suspended, and goes on afterwards", async () => {
        server.suspend();
        const socket = connect(server.port, server.host);
        const greeting = once(socket, "data");
        const first = await Promise.race([
          greeting,
          new Promise((resolve) => setTimeout(resolve, 200, "silence")),
        ]);
        server.resume();
        expect(first).toBe("silence");
        expect(String((await greeting)[0])).toMatch(/^220/);
        socket.destroy();
      });

      test("disconnect ends connections and leaves the server running", async () => {
        const socket = await greeted(server);
        const closed = once(socket, "close");
        server.disconnect();
        await closed;
        (await greeted(server)).destroy();
      });

      test("stop leaves no process and no file", async () => {
        await greeted(server);
        const processes = processTree(server.pid);
        expect(processes.length).toBeGreaterThan(1);
        await server.stop();
        await server.stop();
        for (const pid of processes) await expect.poll(() => isRunning(pid)).toBe(false);
        await expect(access(server.directory)).rejects.toMatchObject({ code: "ENOENT" });
      });
    },
  );

  test.skipIf(process.getuid?.() !== 0)(
    `${kind.name} dies with the process that started it, however that ends`,
    async () => {
      const module = new URL(`../src/servers/${kind.file}.ts`, import.meta.url).href;
      const script = `
        const [start] = Object.values(await import(${JSON.stringify(module)}));
        const { pid, directory, missing } = await start();
        console.log(JSON.stringify({ pid, directory, missing }));
        setInterval(() => {}, 1000);
      `;
      const args = ["--input-type=module", "--conditions=@holdfast/source", "-e", script];
      const starter = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const [output] = (await once(starter.stdout, "data")) as [Buffer];
      const started = JSON.parse(output.toString()) as { pid: number; directory: string } | Missing;
      starter.kill("SIGKILL");
      if (isMissing(started)) return;
      await expect.poll(() => isRunning(started.pid)).toBe(false);
      await rm(dirname(started.directory), { recursive: true });
    },
  );
}

/** Whether a process runs; one that ended and waits for its parent does not. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !stat.includes(") Z ");
}
