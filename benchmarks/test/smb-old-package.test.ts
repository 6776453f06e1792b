import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeWith } from "@holdfast/testservers";
import { sambaConfigurations, type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { afterAll, describe, expect, test } from "vitest";
import { holdfastSmb, oldPackage } from "../programs/smb-programs.ts";

const run = promisify(execFile);
const bytes = 64 * 1024 * 1024;

async function move(program: typeof oldPackage, action: "put" | "get", server: SambaServer): Promise<void> {
  const { argv, env } = program.command(action, server, "moved", bytes);
  const [file, ...args] = argv;
  // The test runner's conditions lead to the sources of the packages, which need no build.
  await run(file, args, { env: { ...env, NODE_OPTIONS: process.env["NODE_OPTIONS"] } });
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const data of createReadStream(path)) hash.update(data as Buffer);
  return hash.digest("hex");
}

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba({ config: sambaConfigurations["for old clients"] }),
  (server) => {
    test("the old package and the own client move files at a server for old clients", async () => {
      await move(oldPackage, "put", server);
      const stored = await digest(join(server.directory, "old-0"));
      await move(oldPackage, "get", server);
      expect(await digest(join(server.directory, "old-0"))).toBe(stored);
      await move(holdfastSmb("holdfast"), "put", server);
      await move(holdfastSmb("holdfast"), "get", server);
    });
  },
);

await describeWith({ describe, test, afterAll }, "samba", startSamba, (server) => {
  test("a server of today refuses the old package", async () => {
    await expect(move(oldPackage, "put", server)).rejects.toThrow(/LOGON_FAILURE/);
  });
});
