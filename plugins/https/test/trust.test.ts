import { connectContext, givenCredentials } from "@holdfast/conformance";
import type { ClientCertificate, ConnectContext, LocationError, Trust } from "@holdfast/contract";
import { Secret } from "@holdfast/contract";
import { https } from "@holdfast/location-https";
import {
  debianProgram,
  describeWith,
  freePort,
  isMissing,
  makeTlsIdentity,
  type Program,
  startTcpProxy,
  type TlsIdentity,
} from "@holdfast/testservers";
import { startApache } from "@holdfast/testservers/apache";
import { startBareHttp } from "@holdfast/testservers/bare-http";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect, promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";

const run = promisify(execFile);

await describeWith(
  { describe, test, afterAll },
  "apache",
  () => startApache({ tls: true }),
  (server) => {
    const { fingerprint, caPem } = server.tls!;

    test.each([
      ["its fingerprint", { tlsFingerprint: fingerprint }],
      [
        "its fingerprint in lower case without colons",
        { tlsFingerprint: fingerprint.replaceAll(":", "").toLowerCase() },
      ],
      ["its authority", { caPem }],
    ])("a server is trusted by %s, on each of many connections", async (_, trust) => {
      const session = await connectTo(server, { trust }, { directory: "trusted" });
      for (let round = 0; round < 3; round += 1) {
        const names = ["a", "b", "c", "d"];
        await Promise.all(names.map((name) => session.put(name, body(Buffer.from(name)), calm)));
        // The connections end, so that the next ones resume the TLS session.
        server.disconnect?.();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expect(await session.stat("a", calm)).toMatchObject({ kind: "file" });
      await session.close();
    });

    test.each([
      ["nothing", {}, /not trusted .* fingerprint is (?:[0-9A-F]{2}:){31}[0-9A-F]{2}\. If that is right/],
      ["another fingerprint", { tlsFingerprint: "0".repeat(64) }, /not the expected one/],
      ["a fingerprint of another kind", { tlsFingerprint: "0".repeat(40) }, /not the SHA-256/],
      ["no fingerprint at all", { tlsFingerprint: "" }, /not the SHA-256/],
      ["authorities that are none", { caPem: "canary" }, /no certificate in PEM form/],
      [
        "another fingerprint beside its authority",
        { caPem, tlsFingerprint: "0".repeat(64) },
        /not the expected one/,
      ],
    ])("with %s it is refused, and gets no request", async (_, trust, message) => {
      const error = await connectTo(server, { trust }).catch((refusal: LocationError) => refusal);
      expect(error).toMatchObject({
        code: "untrusted-peer",
        retry: "never",
        message: expect.stringMatching(message),
      });
    });

    test("with accept-new the first certificate is shown to whoever remembers, and another one is refused", async () => {
      const shown: string[] = [];
      const remembering = (answer: boolean): Trust => ({
        tlsFingerprint: "accept-new",
        isKnownCertificate: (...seen) => (shown.push(seen.join(" ")), answer),
      });
      const session = await connectTo(server, { trust: remembering(true) }, { directory: "first-use" });
      await session.put("file", body(Buffer.from("content")), calm);
      await session.close();
      expect(new Set(shown)).toEqual(new Set([`127.0.0.1:${server.port} ${fingerprint}`]));
      await expect(connectTo(server, { trust: remembering(false) })).rejects.toMatchObject({
        code: "untrusted-peer",
        message: expect.stringContaining("accepted before"),
      });
    });

    test("a byte that is changed on the way is noticed", async () => {
      const proxy = await startTcpProxy(server.port, { flip: { direction: "to-client", after: 6000 } });
      const session = await connectTo(server, {}, { directory: "flipped" });
      await session.put("file", body(Buffer.alloc(100_000)), calm);
      await session.close();
      const attempt = connectTo(server, {}, { directory: "flipped", port: proxy.port }).then(
        async (through) => {
          await Array.fromAsync(await through.get("file", calm));
        },
      );
      await expect(attempt).rejects.toMatchObject({ retry: "new-session" });
      await proxy.stop();
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "bare-http",
  () => startBareHttp(),
  (plain) => {
    test("a server without TLS is told from others", async () => {
      const attempt = connectTo(plain, { trust: {} });
      await expect(attempt).rejects.toMatchObject({ code: "protocol", message: /does not speak TLS/ });
    });

    test("a server that ends or is silent in the handshake is told from others", async () => {
      const peer = createTcpServer((socket) => void socket.on("error", () => {}).end()).listen(
        0,
        "127.0.0.1",
      );
      await once(peer, "listening");
      const { port } = peer.address() as AddressInfo;
      await expect(connectTo({ port })).rejects.toMatchObject({ code: "connection-lost" });
      peer.close();
      const silent = createTcpServer((socket) => void socket.on("error", () => {})).listen(0, "127.0.0.1");
      await once(silent, "listening");
      const timeouts = { connectMs: 500, idleMs: 10_000 };
      const attempt = connectTo({ port: (silent.address() as AddressInfo).port }, { timeouts });
      await expect(attempt).rejects.toMatchObject({ code: "timeout" });
      silent.close();
    });
  },
);

/** A self-signed client certificate, with its key locked by the passphrase. */
async function makeClient(openssl: Program, passphrase: string): Promise<ClientCertificate> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-client-"));
  try {
    const own = ["-x509", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=client"];
    const files = ["-keyout", "key.pem", "-out", "client.pem", "-passout", "env:PASSPHRASE"];
    const env = { ...openssl.env, PASSPHRASE: passphrase };
    await run(openssl.path, ["req", ...own, ...files], { cwd: directory, env });
    return {
      certificatePem: await readFile(join(directory, "client.pem"), "utf8"),
      privateKey: {
        key: new Secret(await readFile(join(directory, "key.pem"), "utf8")),
        passphrase: new Secret(passphrase),
      },
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** A server with TLS of one version that wants the client's certificate; it answers nothing but 404. */
async function startDemanding(version: "TLSv1.2" | "TLSv1.3") {
  const openssl = await debianProgram("openssl");
  if (isMissing(openssl)) return openssl;
  const identity = await makeTlsIdentity(openssl);
  const client = await makeClient(openssl, "canary-passphrase");
  const server: Server = createServer(
    {
      cert: identity.certificatePem,
      key: identity.privateKeyPem,
      ca: client.certificatePem,
      requestCert: true,
      minVersion: version,
      maxVersion: version,
    },
    (_, response) => response.writeHead(404).end(),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  return { port, identity, client, openssl, stop };
}

/** Connects to a port of 127.0.0.1 with a client certificate. */
function attempt(port: number, { caPem }: TlsIdentity, certificate: ClientCertificate | undefined) {
  const context: Partial<ConnectContext> = {
    trust: { caPem },
    credentials: { ...givenCredentials({}), certificate: () => Promise.resolve(certificate) },
  };
  const address = { location: `https://127.0.0.1:${port}/`, type: "HTTPS", options: {} };
  return https.connect(https.parse(address), connectContext(context));
}

/** Runs with openssl's own server, which says why it refuses a client, as Node's does not. */
async function withOpenssl(
  openssl: Program,
  identity: TlsIdentity,
  client: ClientCertificate,
  version: "TLSv1.2" | "TLSv1.3",
  use: (port: number) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-s-server-"));
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };
  const port = await freePort();
  const args = [
    ...["-accept", `127.0.0.1:${port}`, version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"],
    ...["-cert", await write("certificate.pem", identity.certificatePem)],
    ...["-key", await write("key.pem", identity.privateKeyPem)],
    ...["-CAfile", await write("client.pem", client.certificatePem)],
    ...["-Verify", "1", "-verify_return_error"],
  ];
  const server = spawn(openssl.path, ["s_server", ...args], {
    env: openssl.env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  try {
    for await (const said of server.stdout) if (String(said).includes("ACCEPT")) break;
    await use(port);
  } finally {
    server.kill("SIGKILL");
    await rm(directory, { recursive: true });
  }
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  await describeWith(
    { describe, test, afterAll },
    "openssl",
    () => startDemanding(version),
    ({ port, identity, client, openssl }) => {
      test(`a client certificate logs in with ${version}`, async () => {
        const session = await attempt(port, identity, client);
        expect(session.capabilities.list).toBe(false);
        await session.close();
      });

      test.each(["none", "another"])(
        `a server that wants a client certificate refuses ${version} with %s`,
        async (which) => {
          const given = which === "none" ? undefined : await makeClient(openssl, "other");
          await withOpenssl(openssl, identity, client, version, async (strict) => {
            const refused = attempt(strict, identity, given);
            await expect(refused).rejects.toMatchObject({ code: "unauthenticated", retry: "never" });
          });
        },
      );

      test("a client certificate that cannot be used shows nothing", async () => {
        const wrong = { ...client.privateKey, passphrase: new Secret("canary-wrong") };
        const damaged = { key: new Secret("canary-key") };
        for (const privateKey of [wrong, damaged]) {
          const error = await attempt(port, identity, { ...client, privateKey }).catch(
            (refusal: LocationError) => refusal,
          );
          expect(error).toMatchObject({ code: "unauthenticated", retry: "never" });
          expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary|PRIVATE KEY/);
        }
      });
    },
  );
}
