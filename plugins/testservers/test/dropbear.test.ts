import { debianProgram, describeWith, isMissing } from "@holdfast/testservers";
import { type DropbearServer, startDropbear } from "@holdfast/testservers/dropbear";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

const run = promisify(execFile);

/** Runs one of OpenSSH's clients with the server's key pair; `USER@HOST` stands for where it connects. */
async function client(
  name: "ssh" | "scp" | "sftp",
  server: DropbearServer,
  ...args: readonly string[]
): Promise<{ stdout: string }> {
  const program = await debianProgram(name);
  if (isMissing(program)) throw new Error(program.missing);
  const directory = await mkdtemp(join(tmpdir(), "holdfast-dropbear-client-"));
  try {
    const [key, hosts] = [join(directory, "key"), join(directory, "known_hosts")];
    await writeFile(key, server.identity.privateKey, { mode: 0o600 });
    await writeFile(hosts, `[127.0.0.1]:${server.port} ${server.hostKeys.ed25519.publicKey}\n`);
    const options = [
      `IdentityFile=${key}`,
      `UserKnownHostsFile=${hosts}`,
      "StrictHostKeyChecking=yes",
      "BatchMode=yes",
      `Port=${server.port}`,
    ].flatMap((option) => ["-o", option]);
    const given = args.map((arg) => arg.replace("USER@HOST", `${server.user}@${server.host}`));
    return await run(program.path, [...options, ...given], { env: program.env });
  } finally {
    await rm(directory, { recursive: true });
  }
}

for (const sftp of [true, false]) {
  await describeWith(
    { describe, test, afterAll },
    "dropbear",
    () => startDropbear({ sftp }),
    (server) => {
      describe(sftp ? "with an sftp-server" : "without an sftp-server", () => {
        test("OpenSSH's own client stores a file with the old protocol of scp", async () => {
          const source = join(server.directory, "..", ".ssh", "authorized_keys");
          await client("scp", server, "-O", source, `USER@HOST:${server.directory}/stored`);
          expect(await readFile(join(server.directory, "stored"), "utf8")).toBe(
            await readFile(source, "utf8"),
          );
        });

        test(sftp ? "SFTP is there" : "SFTP is not there", async () => {
          // It gets no byte; a server that runs ends without an error.
          const ended = client("ssh", server, "-n", "-s", "USER@HOST", "sftp").then(
            () => 0,
            ({ code }: { code: unknown }) => code,
          );
          expect(await ended).toEqual(sftp ? 0 : expect.any(Number));
          if (!sftp) expect(await ended).not.toBe(0);
        });

        test("a small directory has a file system of its own that the user writes to", async () => {
          const small = await server.smallDirectory(1024 * 1024);
          const file = `${small}/file`;
          const filling = client("ssh", server, "USER@HOST", `head -c 2M /dev/zero >${file}; wc -c <${file}`);
          expect((await filling).stdout.trim()).toBe(String(1024 * 1024));
          // Outside the namespace there is the bare directory.
          await expect(stat(join(server.directory, basename(small), "file"))).rejects.toThrow("ENOENT");
        });

        test("restart keeps port, keys and files", async () => {
          const before = server.pid;
          await server.restart();
          expect(server.pid).not.toBe(before);
          expect((await client("ssh", server, "USER@HOST", "ls files")).stdout).toContain("stored");
        });
      });
    },
  );
}
