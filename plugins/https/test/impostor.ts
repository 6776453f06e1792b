import { debianProgram, isMissing, makeTlsIdentity, type Missing } from "@holdfast/testservers";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";

/** A server with a certificate of its own, which answers everything and remembers what it was told. */
export interface Impostor {
  readonly port: number;
  /** SHA-256 of its certificate. */
  readonly fingerprint: string;
  /** All that it was told, below the encryption. */
  received(): string;
  stop(): Promise<void>;
}

export async function startImpostor(): Promise<Impostor | Missing> {
  const openssl = await debianProgram("openssl");
  if (isMissing(openssl)) return openssl;
  const identity = await makeTlsIdentity(openssl);
  const told: string[] = [];
  const server = createServer({ cert: identity.certificatePem, key: identity.privateKeyPem }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => {
      told.push(data.toString("latin1"));
      socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint: identity.fingerprint,
    received: () => told.join(""),
    stop: async () => {
      server.close();
    },
  };
}
