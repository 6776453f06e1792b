import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Program } from "./debian.ts";

const run = promisify(execFile);

/** A TLS server's certificate, and the authority that signed it and nothing else. */
export interface TlsIdentity {
  /** The authority's certificate, PEM. */
  readonly caPem: string;
  /** The server's certificate, PEM. */
  readonly certificatePem: string;
  /** The server's private key, PEM (RSA). */
  readonly privateKeyPem: string;
  /** SHA-256 of the server's certificate: upper-case hexadecimal with colons. */
  readonly fingerprint: string;
}

/** With a file of its own, openssl needs none of the system's. */
const configuration = `[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
`;

/**
 * Makes an authority and a server's certificate with openssl, valid for two days.
 *
 * @param names host names and addresses that the certificate is for
 */
export async function makeTlsIdentity(
  openssl: Program,
  names: readonly string[] = ["127.0.0.1", "localhost"],
): Promise<TlsIdentity> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-tls-"));
  try {
    const alternatives = names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`);
    const config = `${configuration}subjectAltName = ${alternatives.join(", ")}\n`;
    await writeFile(join(directory, "openssl.cnf"), config);
    const sign = (...args: readonly string[]): Promise<unknown> =>
      run(
        openssl.path,
        ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-config", "openssl.cnf", ...args],
        { cwd: directory, env: openssl.env },
      );
    const own = ["-extensions", "authority", "-keyout", "ca.key", "-out", "ca.pem"];
    await sign("-subj", "/CN=Holdfast test authority", ...own);
    const signed = ["-extensions", "server", "-keyout", "key.pem", "-out", "certificate.pem"];
    await sign("-subj", `/CN=${names[0]}`, "-CA", "ca.pem", "-CAkey", "ca.key", ...signed);
    const read = (name: string): Promise<string> => readFile(join(directory, name), "utf8");
    const certificatePem = await read("certificate.pem");
    return {
      caPem: await read("ca.pem"),
      certificatePem,
      privateKeyPem: await read("key.pem"),
      fingerprint: new X509Certificate(certificatePem).fingerprint256,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
