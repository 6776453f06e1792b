import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createBackupCore, directoryPart } from "@holdfast/core";
import { file } from "@holdfast/location-file";
import { debianProgram, describeWith, isMissing, type Missing } from "@holdfast/testservers";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, describe, expect, test } from "vitest";

const fuse = 0x65735546;

/** A directory on a network file system whose server can be made to stop answering. */
class NetworkMount {
  readonly directory: string;
  readonly server: OpensshServer;
  readonly #sshfs: ChildProcess;

  constructor(directory: string, server: OpensshServer, sshfs: ChildProcess) {
    this.directory = directory;
    this.server = server;
    this.#sshfs = sshfs;
  }

  async stop(): Promise<void> {
    this.server.resume();
    const ended = once(this.#sshfs, "exit");
    execFileSync("umount", ["--lazy", this.directory]);
    this.#sshfs.kill("SIGKILL");
    await ended;
    await this.server.stop();
    rmSync(join(this.directory, ".."), { recursive: true, force: true });
  }
}

async function mount(): Promise<NetworkMount | Missing> {
  if (process.getuid?.() !== 0) return { missing: "only root can mount a network file system" };
  const [sshfs, ssh, server] = [
    await debianProgram("sshfs"),
    await debianProgram("ssh"),
    await startOpenssh(),
  ];
  if (isMissing(sshfs)) return sshfs;
  if (isMissing(ssh)) return ssh;
  if (isMissing(server)) return server;
  const root = mkdtempSync(join(tmpdir(), "holdfast-network-"));
  const directory = join(root, "mounted");
  mkdirSync(directory);
  writeFileSync(join(root, "key"), server.identity.privateKey, { mode: 0o600 });
  for (const name of ["one", "two", "three"])
    writeFileSync(join(server.directory, name), name.repeat(100_000));
  const options = [
    ...[
      "-f",
      "-o",
      `ssh_command=${ssh.path}`,
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "UserKnownHostsFile=/dev/null",
    ],
    ...["-o", `IdentityFile=${join(root, "key")}`, "-p", String(server.port), "-o", "cache=no"],
  ];
  const remote = `${server.user}@127.0.0.1:${server.directory}`;
  const child = spawn(sshfs.path, [...options, remote, directory], { env: sshfs.env, stdio: "ignore" });
  for (let tries = 0; statfsSync(directory).type !== fuse; tries++) {
    if (tries === 100 || child.exitCode !== null) return { missing: "sshfs cannot mount here" };
    await sleep(50);
  }
  return new NetworkMount(directory, server, child);
}

await describeWith({ describe, test, afterAll }, "sshfs", mount, (mounted) => {
  const place = mkdtempSync(join(tmpdir(), "holdfast-place-"));
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  const core = createBackupCore({
    system: { name: "host", product: "test", version: "1.0", build: "1" },
    stateDir: join(place, "state"),
    parts: [directoryPart({ id: "common", roots: [mounted.directory] })],
    locations: [file],
    settings: { sourceIdleMs: 1500 },
  });
  afterAll(() => core.close());
  const location = { location: `file://${join(place, "location")}` };

  test("a part on a network file system comes back as it was", async () => {
    const job = await core.backUp({ location }).finished;
    expect(job.messages.map(({ id }) => id)).not.toContain("holdfast.backup.entry-problem");
    expect(job.state).toBe("SUCCEEDED");
    const target = join(place, "restored");
    const restored = await core.restore({ location, archive: "latest", target }).finished;
    expect(restored.state).toBe("SUCCEEDED");
    const compared = ["-r", mounted.directory, join(target, mounted.directory)];
    expect(execFileSync("diff", compared, { encoding: "utf8" })).toBe("");
  });

  test("a file server that never answers fails the job, which names the path", async () => {
    mounted.server.suspend();
    const job = await core.backUp({ location }).finished;
    mounted.server.resume();
    expect(job.state).toBe("FAILED");
    const stuck = job.messages.find(({ id }) => id === "holdfast.pipeline.source-stuck");
    expect(stuck?.args).toEqual(["common", "2", expect.stringContaining(mounted.directory)]);
    expect(await core.list({ location })).toHaveLength(1);
    const next = await core.backUp({ location }).finished;
    expect(next.state).toBe("SUCCEEDED");
  });
});
