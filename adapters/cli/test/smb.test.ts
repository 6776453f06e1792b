import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describeWith } from "@holdfast/testservers";
import { sambaConfigurations, startSamba } from "@holdfast/testservers/samba";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

const source = "/usr/share/doc/tar";
const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };
const { "for old clients": _, ...current } = sambaConfigurations;

for (const [title, config] of Object.entries(current)) {
  await describeWith(
    { describe, test, afterAll },
    "samba",
    () => startSamba({ config }),
    (server) => {
      let workplace: Workplace;
      let login: readonly string[];
      const url = `smb://127.0.0.1:${server.port}/${server.share}/backups`;

      beforeAll(async () => {
        workplace = await Workplace.create();
        await workplace.write("password", `${server.password}\n`);
        await workplace.write("wrong", secrets.wrong);
        login = ["--user", server.user, "--password-file", "password"];
      });
      afterAll(() => workplace.remove());

      test(
        `a backup comes back identical, and a single path of it (${title})`,
        { timeout: 120_000 },
        async () => {
          const backup = await workplace.run(["backup", source, "--to", url, ...login], sealed);
          expect(backup.stderr).toContain("is done");
          expect(backup.code).toBe(0);
          const from = ["latest", "--from", url, ...login];
          expect((await workplace.run(["verify", ...from], sealed)).code).toBe(0);
          expect((await workplace.run(["restore", ...from, "--target", "all"], sealed)).code).toBe(0);
          const restored = join(workplace.directory, "all", source);
          execFileSync("diff", ["-r", "--no-dereference", source, restored]);
          const path = ["--path", `${source}/copyright`];
          expect((await workplace.run(["restore", ...from, "--target", "one", ...path], sealed)).code).toBe(
            0,
          );
          const one = join(workplace.directory, "one", source);
          expect(execFileSync("ls", [one], { encoding: "utf8" })).toBe("copyright\n");
        },
      );

      test(`a wrong password is refused, and is in no output (${title})`, async () => {
        const args = ["--user", server.user, "--password-file", "wrong"];
        const { code, stdout, stderr } = await workplace.run([
          "backup",
          source,
          "--to",
          url,
          ...args,
          "--json",
        ]);
        expect(code).toBe(1);
        expect(stdout).toContain("holdfast.location.unauthenticated");
        expect(stdout + stderr).not.toContain(secrets.wrong);
      });
    },
  );
}

await describeWith({ describe, test, afterAll }, "samba", startSamba, (server) => {
  test("check looks at a location as an appliance writes it, with an option", async () => {
    const workplace = await Workplace.create();
    await workplace.write("password", server.password);
    const location = `127.0.0.1:${server.port}/${server.share}/checked`;
    const how = ["--type", "SMB", "--user", server.user, "--password-file", "password"];
    const { code, stdout, stderr } = await workplace.run([
      "check",
      location,
      ...how,
      "--option",
      "encryption=required",
    ]);
    expect({ code, stderr }, stdout + stderr).toMatchObject({ code: 0 });
    await workplace.remove();
  });
});
