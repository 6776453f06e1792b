import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describeWith, type FtpServer, type FtpTls, type Missing } from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

interface Kind {
  readonly name: string;
  readonly tls: FtpTls | undefined;
  start(): Promise<FtpServer | Missing>;
}

const kinds: readonly Kind[] = [
  { name: "vsftpd", tls: undefined, start: () => startVsftpd() },
  { name: "vsftpd", tls: "explicit", start: () => startVsftpd({ tls: "explicit" }) },
  { name: "vsftpd", tls: "implicit", start: () => startVsftpd({ tls: "implicit" }) },
  { name: "proftpd", tls: undefined, start: () => startProftpd() },
  { name: "proftpd", tls: "explicit", start: () => startProftpd({ tls: "explicit" }) },
  { name: "proftpd", tls: "implicit", start: () => startProftpd({ tls: "implicit" }) },
  { name: "pure-ftpd", tls: undefined, start: () => startPureFtpd() },
  { name: "pure-ftpd", tls: "explicit", start: () => startPureFtpd({ tls: "explicit" }) },
];

const source = "/usr/share/doc/tar";
const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };

for (const { name, tls, start } of kinds) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    // What differs with implicit TLS is how a connection begins, which the plugin's own tests see.
    const tags = tls === "implicit" ? ["slow"] : [];
    describe(tls === undefined ? "FTP" : `FTPS, ${tls}`, { tags }, () => {
      let workplace: Workplace;
      const login = ["--user", server.user, "--password-file", "password"];
      const security = tls === undefined ? [] : ["--option", `tls=${tls}`, "--ca-file", "ca.pem"];
      const url = `${tls === undefined ? "ftp" : "ftps"}://127.0.0.1:${server.port}/backups`;

      beforeAll(async () => {
        workplace = await Workplace.create();
        await workplace.write("password", server.password);
        await workplace.write("wrong", secrets.wrong);
        await workplace.write("ca.pem", server.identity?.caPem ?? "");
      });
      afterAll(() => workplace.remove());

      test("a backup comes back identical", { timeout: 120_000 }, async () => {
        const trusted = [...login, ...security];
        const backup = await workplace.run(["backup", source, "--to", url, ...trusted], sealed);
        expect(backup.stderr).toContain("is done");
        expect(backup.code).toBe(0);
        const from = ["latest", "--from", url, ...trusted];
        expect((await workplace.run(["restore", ...from, "--target", "all"], sealed)).code).toBe(0);
        execFileSync("diff", ["-r", "--no-dereference", source, join(workplace.directory, "all", source)]);
      });

      test("a wrong password is refused, and is in no output", async () => {
        const args = ["--user", server.user, "--password-file", "wrong", ...security, "--json"];
        const { code, stdout, stderr } = await workplace.run(["backup", source, "--to", url, ...args]);
        expect(code).toBe(1);
        expect(stdout).toContain("holdfast.location.unauthenticated");
        expect(stdout + stderr).not.toContain(secrets.wrong);
      });

      if (tls === undefined) return;
      test("an unknown certificate is refused with its fingerprint, by which it is then trusted", async () => {
        const option = security.slice(0, 2);
        const refused = await workplace.run(["list", "--from", url, ...login, ...option]);
        expect(refused.code).toBe(1);
        expect(refused.stderr).toContain(server.identity?.fingerprint);
        const pin = ["--tls-fingerprint", server.identity?.fingerprint ?? ""];
        expect((await workplace.run(["list", "--from", url, ...login, ...option, ...pin])).code).toBe(0);
      });
    });
  });
}
