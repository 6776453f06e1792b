import { givenCredentials } from "@holdfast/conformance";
import { type ConnectContext, type Credentials, Secret, type Trust } from "@holdfast/contract";
import { debianProgram, describeWith, isMissing, makeTlsIdentity } from "@holdfast/testservers";
import { startVsftpd } from "@holdfast/testservers/vsftpd";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo, type Peer } from "./connecting.ts";
import { ScriptedTlsServer, type Script } from "./scripted-server.ts";

/** Credentials that write down that they were asked for. */
function watched(password: string): { readonly credentials: Credentials; readonly asked: string[] } {
  const asked: string[] = [];
  const given = givenCredentials({ password });
  return { asked, credentials: { ...given, password: () => (asked.push("password"), given.password()) } };
}

/** A context's resolve for a name that leads to the server. */
const here: ConnectContext["resolve"] = async () => [{ address: "127.0.0.1", family: 4 }];

await describeWith(
  { describe, test, afterAll },
  "vsftpd",
  () => startVsftpd({ tls: "explicit" }),
  (server) => {
    const fingerprint = server.identity?.fingerprint ?? "";

    test.each([
      ["as openssl prints it", fingerprint],
      ["in small letters without colons", fingerprint.replaceAll(":", "").toLowerCase()],
    ])("a fingerprint %s is trusted, on data connections too", async (_, tlsFingerprint) => {
      const session = await connectTo(server, "explicit", { trust: { tlsFingerprint } });
      await session.put("pinned", body(Buffer.from("content")), calm);
      await session.close();
    });

    test.each([
      ["another fingerprint", { tlsFingerprint: "ab".repeat(32) }, /is not the one that is expected/],
      ["a fingerprint of another length", { tlsFingerprint: "abcd" }, /64 hexadecimal digits/],
      ["the system's authorities", {}, /is not trusted/],
      ["an authority that is none", { caPem: "canary" }, /is not trusted|cannot be read/],
    ])("with %s the server is refused, before anybody asks for the password", async (_, trust, message) => {
      const { asked, credentials } = watched(server.password);
      await expect(connectTo(server, "explicit", { trust, credentials })).rejects.toMatchObject({
        code: "untrusted-peer",
        retry: "never",
        message: expect.stringMatching(message),
      });
      expect(asked).toEqual([]);
    });

    test("with accept-new the first certificate is shown to whoever remembers, and another one is refused", async () => {
      const shown: string[] = [];
      const remembering = (answer: boolean): Trust => ({
        tlsFingerprint: "accept-new",
        isKnownCertificate: (...seen) => (shown.push(seen.join(" ")), answer),
      });
      const session = await connectTo(server, "explicit", { trust: remembering(true) });
      await session.put("first-use", body(Buffer.from("content")), calm);
      await session.close();
      expect(new Set(shown)).toEqual(new Set([`127.0.0.1:${server.port} ${fingerprint}`]));
      const { asked, credentials } = watched(server.password);
      const refused = connectTo(server, "explicit", { trust: remembering(false), credentials });
      await expect(refused).rejects.toMatchObject({
        code: "untrusted-peer",
        message: expect.stringContaining("accepted before"),
      });
      expect(asked).toEqual([]);
    });

    test("a refusal tells the certificate's fingerprint", async () => {
      const refused = connectTo(server, "explicit", { trust: {} });
      await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(fingerprint) });
    });

    test("the certificate must be for the location's host", async () => {
      const named = await connectTo(server, "explicit", { resolve: here }, { host: "localhost" });
      await named.put("named", body(Buffer.from("content")), calm);
      await named.close();
      const other = connectTo(server, "explicit", { resolve: here }, { host: "elsewhere.example" });
      await expect(other).rejects.toMatchObject({
        code: "untrusted-peer",
        message: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID"),
      });
    });

    test("implicit TLS on the port of explicit TLS is told as such", async () => {
      await expect(connectTo(server, "implicit")).rejects.toMatchObject({
        code: "protocol",
        message: expect.stringContaining("explicit"),
      });
    });

    test("a hundred data connections resume the session of one control connection", async () => {
      const session = await connectTo(server, "explicit", {}, { directory: "hundred" });
      for (let index = 0; index < 100; index += 1) {
        await session.put(`file-${index % 10}`, body(Buffer.from(`${index}`)), calm);
      }
      expect(await Array.fromAsync(session.list("", calm))).toHaveLength(10);
      await session.close();
    });
  },
);

await describeWith({ describe, test, afterAll }, "vsftpd", startVsftpd, (server) => {
  test("a server without TLS is refused, before anybody asks for the password", async () => {
    const { asked, credentials } = watched(server.password);
    await expect(connectTo(server, "explicit", { trust: {}, credentials })).rejects.toMatchObject({
      code: "unsupported",
      retry: "never",
    });
    expect(asked).toEqual([]);
  });
});

async function identities() {
  const openssl = await debianProgram("openssl");
  if (isMissing(openssl)) return openssl;
  const [right, wrong] = await Promise.all([makeTlsIdentity(openssl), makeTlsIdentity(openssl)]);
  return { right, wrong };
}

await describeWith({ describe, test, afterAll }, "openssl", identities, ({ right, wrong }) => {
  /** Runs with a scripted server. */
  async function withServer(
    script: Omit<Script, "control">,
    use: (server: Peer, scripted: ScriptedTlsServer) => Promise<void>,
  ): Promise<void> {
    const scripted = await ScriptedTlsServer.start({ control: right, ...script });
    const { port, user, password } = scripted;
    try {
      await use({ port, user, password, identity: right }, scripted);
    } finally {
      await scripted.stop();
    }
  }

  test.each([
    ["its authority", { caPem: right.caPem }],
    ["its fingerprint", { tlsFingerprint: right.fingerprint }],
  ])("a stranger on the data connection is refused by %s", async (_, trust) => {
    await withServer({ data: wrong }, async (server) => {
      await expect(connectTo(server, "implicit", { trust })).rejects.toMatchObject({
        code: "untrusted-peer",
        message: expect.stringContaining(wrong.fingerprint),
      });
    });
  });

  test("TLS before 1.2 is not spoken", async () => {
    const tls = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await withServer({ tls }, async (server) => {
      await expect(connectTo(server, "implicit")).rejects.toMatchObject({
        code: "unsupported",
        retry: "never",
      });
    });
  });

  test("a server that refuses data connections with TLS 1.3 is asked again with 1.2", async () => {
    const warnings: string[] = [];
    const log = { debug: () => {}, info: () => {}, warn: (text: string) => void warnings.push(text) };
    const versions: (string | null)[] = [];
    const MLSD = (socket: Socket): string => {
      versions.push(socket instanceof TLSSocket ? socket.getProtocol() : null);
      return versions.at(-1) === "TLSv1.3" ? "522 session reuse required\r\n" : "150 here it comes\r\n";
    };
    await withServer({ replies: { MLSD } }, async (server) => {
      const session = await connectTo(server, "implicit", { log });
      expect(await Array.fromAsync(session.list("", calm))).toEqual([]);
      expect(versions).toEqual(["TLSv1.3", "TLSv1.2"]);
      expect(warnings.join()).toContain("TLS 1.2");
      await session.close();
    });
  });

  test("tls-max-version 1.2 never begins with 1.3", async () => {
    await withServer({}, async (server, scripted) => {
      const options = { "tls-max-version": "1.2" };
      const session = await connectTo(server, "implicit", {}, { options });
      expect(scripted.commands).not.toContain("MLSD");
      await session.close();
    });
  });

  test.each(["PBSZ", "PROT"])("a server that refuses %s gets no data connection", async (command) => {
    await withServer({ replies: { [command]: () => "536 no\r\n" } }, async (server, scripted) => {
      const refused = connectTo(server, "implicit");
      await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(command) });
      expect(scripted.commands.join()).not.toMatch(/EPSV|PASV|MLSD/);
    });
  });

  test("what comes in clear with the reply to AUTH is not taken for the server's", async () => {
    const AUTH = (): string => "234 go on\r\n230 you are in\r\n331 and out";
    await withServer(
      { explicit: true, replies: { AUTH: () => `${AUTH()}\r\n` } },
      async (server, scripted) => {
        const session = await connectTo(server, "explicit");
        expect(scripted.commands.slice(0, 4)).toEqual([
          "AUTH TLS",
          "USER holdfast",
          "PASS password",
          "PBSZ 0",
        ]);
        await session.close();
      },
    );
  });

  test("a client's certificate is shown, and a useless one gives nothing away", async () => {
    const certificate = (key: string): Partial<ConnectContext> => ({
      credentials: {
        ...givenCredentials({ password: "password" }),
        certificate: async () => ({
          certificatePem: right.certificatePem,
          privateKey: { key: new Secret(key) },
        }),
      },
    });
    await withServer({}, async (server, scripted) => {
      const session = await connectTo(server, "implicit", certificate(right.privateKeyPem));
      expect(scripted.clients).toEqual(["127.0.0.1"]);
      await session.close();
      const useless = connectTo(server, "implicit", certificate("canary"));
      await expect(useless).rejects.toMatchObject({
        code: "unauthenticated",
        message: expect.not.stringContaining("canary"),
      });
    });
  });
});
