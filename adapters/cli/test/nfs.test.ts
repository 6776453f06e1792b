import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  let workplace: Workplace;
  const source = "/usr/share/doc/tar";
  const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };

  beforeAll(async () => {
    workplace = await Workplace.create();
  });
  afterAll(() => workplace.remove());

  test.each(["3", "4.1"])("a backup over NFS %s comes back identical", async (version) => {
    const url = `nfs://127.0.0.1:${server.port}/export/v${version}`;
    const options = ["--option", `vers=${version}`, "--option", `mountport=${server.mountPort}`];
    const backup = await workplace.run(["backup", source, "--to", url, ...options], sealed);
    expect(backup.stderr).toContain("is done");
    expect(backup.code).toBe(0);
    expect(await readdir(join(server.export.directory, `v${version}`))).toEqual(["holdfast"]);
    const from = ["latest", "--from", url, ...options];
    expect((await workplace.run(["verify", ...from], sealed)).code).toBe(0);
    const target = `restored-${version}`;
    expect((await workplace.run(["restore", ...from, "--target", target], sealed)).code).toBe(0);
    const restored = join(workplace.directory, target, source);
    execFileSync("diff", ["-r", "--no-dereference", source, restored]);
  });

  test("the spelling of appliances, a colon before the path, is understood", async () => {
    const url = `nfs://127.0.0.1:/export/v4.1`;
    const { code, stdout } = await workplace.run(["list", "--from", url, "--option", `port=${server.port}`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^M_|\nM_/);
  });

  test("an export that is read-only is told as one", async () => {
    const url = `nfs://127.0.0.1:${server.port}/read-only`;
    const { code, stderr } = await workplace.run(["backup", source, "--to", url], sealed);
    expect(code).toBe(1);
    expect(stderr).toContain("read-only (NFS4ERR_ROFS)");
  });
});
