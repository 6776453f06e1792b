import { describeWith } from "@holdfast/testservers";
import { startProftpd } from "@holdfast/testservers/proftpd";
import { startPureFtpd } from "@holdfast/testservers/pure-ftpd";
import { startVsftpd } from "@holdfast/testservers/vsftpd";
import { afterAll, describe, expect, test } from "vitest";
import { calm, connectTo } from "./connecting.ts";

for (const [name, start] of [
  ["vsftpd", () => startVsftpd({ config: ["max_clients=1"] })],
  ["proftpd", () => startProftpd({ config: ["MaxClients 1"] })],
  ["pure-ftpd", () => startPureFtpd({ config: ["--maxclientsnumber", "1"] })],
] as const) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    test("one session more than the server allows is refused as busy", async () => {
      const session = await connectTo(server);
      await expect(connectTo(server)).rejects.toMatchObject({ code: "busy", retry: "new-session" });
      expect(await session.stat("", calm)).toMatchObject({ kind: "directory" });
      await session.close();
    });
  });
}

for (const [name, start] of [
  ["vsftpd", () => startVsftpd({ tls: "explicit" })],
  ["proftpd", () => startProftpd({ tls: "explicit" })],
  ["pure-ftpd", () => startPureFtpd({ tls: "explicit" })],
] as const) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    test("a server that wants TLS is told as such, and what to do", async () => {
      await expect(connectTo(server)).rejects.toMatchObject({
        code: "unsupported",
        retry: "never",
        message: expect.stringContaining("FTPS"),
      });
    });
  });
}

await describeWith(
  { describe, test, afterAll },
  "vsftpd",
  () => startVsftpd({ config: ["idle_session_timeout=1"] }),
  (server) => {
    test("a session that the server ended for idleness is lost, and says so", async () => {
      const session = await connectTo(server);
      await expect
        .poll(
          () =>
            session.stat("", calm).then(
              () => "alive",
              ({ code }: { code: string }) => code,
            ),
          {
            interval: 1500,
            timeout: 20_000,
          },
        )
        .toBe("connection-lost");
      await session.close();
    });
  },
);
