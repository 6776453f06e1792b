import { debianProgram, describeWith, makeTlsIdentity, type TlsIdentity } from "@holdfast/testservers";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, connect, createServer } from "node:tls";
import { afterAll, describe, expect, test } from "vitest";

/** The fingerprint that a client sees that connects to a server with the identity. */
async function seenBy(identity: TlsIdentity, options: ConnectionOptions): Promise<string> {
  const server = createServer({ cert: identity.certificatePem, key: identity.privateKeyPem });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect({ ...options, host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerCertificate().fingerprint256;
  } finally {
    socket.destroy();
    server.close();
  }
}

await describeWith(
  { describe, test, afterAll },
  "openssl",
  () => debianProgram("openssl"),
  (openssl) => {
    test("an identity is trusted by its authority, for 127.0.0.1 and localhost", async () => {
      const identity = await makeTlsIdentity(openssl);
      const { caPem: ca, fingerprint } = identity;
      expect(await seenBy(identity, { ca })).toBe(fingerprint);
      expect(await seenBy(identity, { ca, servername: "localhost" })).toBe(fingerprint);
      const elsewhere = seenBy(identity, { ca, servername: "elsewhere.example" });
      await expect(elsewhere).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    });

    test("an identity is trusted by no other authority, and not by the system", async () => {
      const [identity, other] = await Promise.all([makeTlsIdentity(openssl), makeTlsIdentity(openssl)]);
      await expect(seenBy(identity, { ca: other.caPem })).rejects.toThrow(/certificate/);
      await expect(seenBy(identity, {})).rejects.toThrow(/certificate/);
    });

    test("an identity may be for other names", async () => {
      const identity = await makeTlsIdentity(openssl, ["elsewhere.example"]);
      await expect(seenBy(identity, { ca: identity.caPem })).rejects.toMatchObject({
        code: "ERR_TLS_CERT_ALTNAME_INVALID",
      });
    });
  },
);
