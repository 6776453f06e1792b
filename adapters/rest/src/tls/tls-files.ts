import { X509Certificate, createPrivateKey } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { HoldfastError } from "@holdfast/core";
import { restMessage, type RestMessageId } from "../errors/rest-messages.ts";
import { makeSelfSigned, type TlsIdentity } from "./self-signed.ts";

/** Where an operator's own key and certificate lie, PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Reads an operator's own certificate, with those that signed it, and its key.
 *
 * @throws HoldfastError for files that cannot be used
 */
export async function readTlsFiles({ certificate, key }: TlsFiles): Promise<TlsIdentity> {
  const identity = { certificatePem: await readPem(certificate), keyPem: await readPem(key) };
  checkPair(identity, certificate, key);
  return identity;
}

/**
 * The self-signed identity of a directory, made when there is none yet. Only the
 * process's own user can read the key.
 *
 * @param name the server's name in a new certificate
 * @throws HoldfastError for files that cannot be used
 */
export async function selfSignedIdentity(directory: string, name: string): Promise<TlsIdentity> {
  const files = { certificate: join(directory, "certificate.pem"), key: join(directory, "key.pem") };
  try {
    return await readTlsFiles(files);
  } catch (error) {
    if (!isAbsence((error as Error).cause)) throw error;
  }
  const identity = await makeSelfSigned(name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // The certificate last: with it the pair is complete.
  await writeWhole(files.key, identity.keyPem);
  await writeWhole(files.certificate, identity.certificatePem);
  return identity;
}

/** SHA-256 of the certificate, as browsers and `openssl x509 -fingerprint` show it. */
export function fingerprintOf({ certificatePem }: TlsIdentity): string {
  return new X509Certificate(certificatePem).fingerprint256;
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw refusal(cause, "holdfast.rest.tls-unreadable", file, String((cause as NodeJS.ErrnoException).code));
  }
}

function checkPair({ certificatePem, keyPem }: TlsIdentity, certificateFile: string, keyFile: string): void {
  const certificate = attempt(() => new X509Certificate(certificatePem), certificateFile);
  const key = attempt(() => createPrivateKey(keyPem), keyFile);
  if (!certificate.checkPrivateKey(key)) {
    throw refusal(undefined, "holdfast.rest.tls-mismatch", keyFile, certificateFile);
  }
}

function attempt<T>(read: () => T, file: string): T {
  try {
    return read();
  } catch (cause) {
    throw refusal(cause, "holdfast.rest.tls-unusable", file, (cause as Error).message);
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.new`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

function isAbsence(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}

function refusal(cause: unknown, id: RestMessageId, ...args: readonly string[]): HoldfastError {
  return new HoldfastError([restMessage(id, ...args)], { errorType: "INVALID_ARGUMENT", cause });
}
