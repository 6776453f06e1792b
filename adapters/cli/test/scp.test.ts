import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith, type Missing } from "@holdfast/testservers";
import { type DropbearServer, startDropbear } from "@holdfast/testservers/dropbear";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTree, treeText } from "./tree.ts";
import { secrets, Workplace } from "./workplace.ts";

const servers: readonly {
  name: string;
  title: string;
  start(): Promise<OpensshServer | DropbearServer | Missing>;
}[] = [
  { name: "openssh", title: "OpenSSH with SFTP and commands", start: () => startOpenssh() },
  { name: "openssh", title: "OpenSSH with SFTP only", start: () => startOpenssh({ offers: "sftp" }) },
  { name: "openssh", title: "OpenSSH without SFTP", start: () => startOpenssh({ offers: "commands" }) },
  { name: "dropbear", title: "dropbear with an sftp-server", start: () => startDropbear({ sftp: true }) },
  { name: "dropbear", title: "dropbear without SFTP", start: () => startDropbear({ sftp: false }) },
];

for (const { name, title, start } of servers) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    let workplace: Workplace;
    let source: string;
    beforeAll(async () => {
      workplace = await Workplace.create();
      source = await mkdtemp(join(tmpdir(), "holdfast-scp-source-"));
      await makeTree(source);
      await workplace.write("key", server.identity.privateKey);
    });
    afterAll(async () => {
      await rm(source, { recursive: true });
      await workplace.remove();
    });

    test(`${title}: a backup comes back identical, and a single path of it`, async () => {
      const url = `scp://127.0.0.1:${server.port}${server.directory}/backups`;
      const { fingerprint } = server.hostKeys.ed25519;
      const login = ["--user", server.user, "--key-file", "key", "--host-key", fingerprint];
      const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };
      const backup = await workplace.run(["backup", source, "--to", url, ...login], sealed);
      expect(backup.stderr).toContain("is done");
      expect(backup.code).toBe(0);
      const from = ["latest", "--from", url, ...login];
      expect((await workplace.run(["verify", ...from], sealed)).code).toBe(0);
      expect((await workplace.run(["restore", ...from, "--target", "all"], sealed)).code).toBe(0);
      const restored = join(workplace.directory, "all", source);
      expect(await treeText(restored)).toEqual(await treeText(source));
      const one = ["--target", "one", "--path", `${source}/large.bin`];
      expect((await workplace.run(["restore", ...from, ...one], sealed)).code).toBe(0);
      expect(await treeText(join(workplace.directory, "one", source))).toHaveLength(1);
    });
  });
}
