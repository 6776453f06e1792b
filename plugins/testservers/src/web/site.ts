import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TlsIdentity } from "../tls-identity.ts";

/** How a web server checks who asks. */
export type WebAuthentication = "none" | "basic" | "digest" | "bearer";

/** What a web server serves, and to whom: all that its configuration is made of. */
export interface Site {
  /** Where the server's own files lie; it may write there. */
  readonly root: string;
  /** What the URL's `/` shows, writable and empty at first. */
  readonly directory: string;
  readonly port: number;
  readonly authentication: WebAuthentication;
  readonly realm: string;
  readonly user: string;
  /** New in every run; the token where the authentication is `bearer`. */
  readonly password: string;
  /** Whether the server has processes for its connections that can be killed without ending it. */
  readonly workers: boolean;
  readonly tls: TlsIdentity | undefined;
}

/** A user's new login. */
export function newLogin(): Pick<Site, "realm" | "user" | "password"> {
  return { realm: "backup", user: "holdfast", password: randomBytes(12).toString("base64url") };
}

/** Writes an htpasswd file of one user. @returns its path */
export async function writePasswordFile({ root, user, password }: Site): Promise<string> {
  const file = join(root, "htpasswd");
  await writeFile(file, `${user}:{SHA}${createHash("sha1").update(password).digest("base64")}\n`);
  return file;
}

/** Writes an htdigest file of one user. @returns its path */
export async function writeDigestFile(site: Site, algorithm: "md5" | "sha256"): Promise<string> {
  const { root, realm, user, password } = site;
  const file = join(root, "htdigest");
  const hash = createHash(algorithm).update(`${user}:${realm}:${password}`).digest("hex");
  await writeFile(file, `${user}:${realm}:${hash}\n`);
  return file;
}

/** Writes the files of the site's certificate. @returns their paths; `undefined` without TLS */
export async function writeCertificate({ root, tls }: Site): Promise<CertificateFiles | undefined> {
  if (tls === undefined) return undefined;
  const files = { certificate: join(root, "certificate.pem"), privateKey: join(root, "key.pem") };
  await writeFile(files.certificate, tls.certificatePem);
  await writeFile(files.privateKey, tls.privateKeyPem, { mode: 0o600 });
  return files;
}

/** Where a certificate's parts lie, PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly privateKey: string;
}
