import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

await describeWith({ describe, test, afterAll }, "openssh", startOpenssh, (server) => {
  let workplace: Workplace;
  let login: readonly string[];
  const url = `sftp://127.0.0.1:${server.port}${server.directory}/backups`;
  const source = "/usr/share/doc/tar";
  const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };

  beforeAll(async () => {
    workplace = await Workplace.create();
    await workplace.write("key", server.identity.privateKey);
    await workplace.write("known_hosts", server.knownHosts);
    login = ["--user", server.user, "--key-file", "key"];
  });
  afterAll(() => workplace.remove());

  test("an unknown host key is refused with its fingerprint and what to do", async () => {
    const { code, stderr } = await workplace.run(["backup", source, "--to", url, ...login], sealed);
    expect(code).toBe(1);
    expect(stderr).toMatch(/SHA256:[A-Za-z0-9+/]{43}/);
    expect(stderr).toContain("--host-key");
  });

  test("a backup to a real server comes back identical, and a single path of it", async () => {
    const trusted = [...login, "--known-hosts", "known_hosts"];
    const backup = await workplace.run(["backup", source, "--to", url, ...trusted], sealed);
    expect(backup.stderr).toContain("is done");
    expect(backup.code).toBe(0);
    const from = ["latest", "--from", url, ...trusted];
    expect((await workplace.run(["verify", ...from], sealed)).code).toBe(0);
    expect((await workplace.run(["restore", ...from, "--target", "all"], sealed)).code).toBe(0);
    const restored = join(workplace.directory, "all", source);
    execFileSync("diff", ["-r", "--no-dereference", source, restored]);
    const path = ["--path", `${source}/copyright`];
    expect((await workplace.run(["restore", ...from, "--target", "one", ...path], sealed)).code).toBe(0);
    const one = join(workplace.directory, "one", source);
    expect(execFileSync("ls", [one], { encoding: "utf8" })).toBe("copyright\n");
  });

  test("accept-new remembers the key of the first time", async () => {
    const first = ["list", "--from", url, ...login, "--host-key", "accept-new"];
    expect((await workplace.run(first)).code).toBe(0);
    expect((await workplace.run(["list", "--from", url, ...login])).code).toBe(0);
  });

  test("a wrong password is refused, and is in no output", async () => {
    mkdirSync(join(workplace.directory, "empty"), { recursive: true });
    writeFileSync(join(workplace.directory, "wrong"), secrets.wrong);
    const args = ["--user", server.user, "--password-file", "wrong", "--known-hosts", "known_hosts"];
    const { code, stdout, stderr } = await workplace.run(["backup", "empty", "--to", url, ...args, "--json"]);
    expect(code).toBe(1);
    expect(stdout).toContain("holdfast.location.unauthenticated");
    expect(stdout + stderr).not.toContain(secrets.wrong);
  });
});
