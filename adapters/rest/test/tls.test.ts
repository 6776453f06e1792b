import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprintOf, readTlsFiles, selfSignedIdentity } from "@holdfast/rest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testIdentity } from "./test-identity.ts";

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "holdfast-tls-"));
});
afterEach(() => rm(place, { recursive: true }));

test("the self-signed certificate is for the name and for loopback, and a server's only", async () => {
  const { certificatePem } = await testIdentity();
  const certificate = new X509Certificate(certificatePem);
  expect(certificate.subject).toBe("CN=fw-01.example");
  expect(certificate.subjectAltName).toBe(
    "DNS:fw-01.example, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
  );
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkHost("fw-01.example")).toBe("fw-01.example");
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(new Date().getUTCFullYear() + 10);
  expect(certificate.serialNumber).toMatch(/^[0-9A-F]{1,32}$/);
});

describe("in a directory", () => {
  test("it is made once, and only the owner can read its key", async () => {
    const directory = join(place, "state/tls");
    const first = await selfSignedIdentity(directory, "fw-01.example");
    expect((await stat(join(directory, "key.pem"))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const second = await selfSignedIdentity(directory, "fw-01.example");
    expect(fingerprintOf(second)).toBe(fingerprintOf(first));
  });

  test("half of it is made again, and a damaged one is not", async () => {
    const first = await selfSignedIdentity(place, "fw-01.example");
    await rm(join(place, "certificate.pem"));
    const second = await selfSignedIdentity(place, "fw-01.example");
    expect(fingerprintOf(second)).not.toBe(fingerprintOf(first));
    await writeFile(join(place, "certificate.pem"), "damaged");
    await expect(selfSignedIdentity(place, "fw-01.example")).rejects.toMatchObject({
      messages: [{ id: "holdfast.rest.tls-unusable" }],
    });
    expect(await readFile(join(place, "certificate.pem"), "utf8")).toBe("damaged");
  });
});

describe("an operator's own files", () => {
  const files = (): { certificate: string; key: string } => ({
    certificate: join(place, "certificate.pem"),
    key: join(place, "key.pem"),
  });

  test("are taken when they belong together", async () => {
    const { certificatePem, keyPem } = await testIdentity();
    await writeFile(files().certificate, certificatePem);
    await writeFile(files().key, keyPem);
    expect(fingerprintOf(await readTlsFiles(files()))).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);
  });

  test("that do not are refused", async () => {
    await selfSignedIdentity(place, "other.example");
    await writeFile(files().certificate, (await testIdentity()).certificatePem);
    await expect(readTlsFiles(files())).rejects.toMatchObject({
      errorType: "INVALID_ARGUMENT",
      messages: [{ id: "holdfast.rest.tls-mismatch", args: [files().key, files().certificate] }],
    });
  });

  test("that cannot be read are told", async () => {
    await expect(readTlsFiles(files())).rejects.toMatchObject({
      messages: [{ id: "holdfast.rest.tls-unreadable", args: [files().certificate, "ENOENT"] }],
    });
  });
});
